"""What tests of several folders need: the async backend, and each database empty and ready."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from sphinx.application import Sphinx

from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.source.folder import FolderSource
from tests.servers.postgres import PostgresMissingError, PostgresServer, find_binaries
from tests.servers.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from castalia.database.database import Database


# How long an example may take depends on what else this machine does; a hanging one is ended by its test.
settings.register_profile("castalia", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("castalia")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop of SQLAlchemy's drivers."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL; tests that need it are skipped where none can be had, and fail where ``CI`` is true."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(PostgresServer(find_binaries()))
        except PostgresMissingError as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(str(missing), pytrace=False)
            pytest.skip(str(missing))
        yield server


@pytest.fixture
def postgres_settings(postgres_server: PostgresServer) -> Iterator[PostgresSettings]:
    """The settings of an empty PostgreSQL database that is dropped afterwards."""
    name = postgres_server.create_database()
    yield PostgresSettings(
        username=postgres_server.username,
        password=SecretStr(postgres_server.password),
        hosts=(f"{postgres_server.host}:{postgres_server.port}",),
        name=name,
    )
    postgres_server.drop_database(name)


@pytest.fixture
async def proxy(postgres_server: PostgresServer) -> AsyncIterator[Proxy]:
    """A proxy in front of PostgreSQL, at first passing everything on."""
    async with Proxy(postgres_server.host, postgres_server.port) as proxy:
        yield proxy


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind, not set up."""
    if request.param == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        return SQLiteDatabase(SQLiteSettings(path=folder / "test.db"))
    return PostgresDatabase(request.getfixturevalue("postgres_settings"))


@pytest.fixture
async def database(fresh_database: Database, anyio_backend: str) -> AsyncIterator[Database]:  # noqa: ARG001
    """An empty database of each kind, set up; the argument makes the plugin run this fixture."""
    fresh_database.setup()
    yield fresh_database
    await fresh_database.aclose()


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own small Sphinx project, built."""
    return build_handbook(tmp_path_factory.mktemp("handbook"), theme="alabaster")


def build_handbook(folder: Path, *, theme: str) -> Path:
    """Build the handbook in a theme and give the folder of its pages."""
    sources = Path(__file__).parent / "handbook"
    builder = Sphinx(
        srcdir=sources,
        confdir=sources,
        outdir=folder / "html",
        doctreedir=folder / "doctrees",
        buildername="html",
        confoverrides={"html_theme": theme},
        status=None,
        warningiserror=True,
    )
    builder.build()
    return folder / "html"


@pytest.fixture
async def indexed(database: Database, handbook: Path) -> Database:
    """Each database with the handbook indexed as version 3.1 of ``python``."""
    await create_schema(database)
    with FolderSource(handbook) as source:
        await index_source(database, source)
    return database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An empty database of each kind for tests that only read."""
    return lasting_database(request, tmp_path_factory.mktemp("shared"))


def lasting_database(request: pytest.FixtureRequest, folder: Path) -> Database:
    """Give an empty database of the kind that a fixture of the whole session asks for.

    Args:
        request: The fixture's, whose parameter is ``sqlite`` or ``postgresql``.
        folder: Where a file may lie.
    """
    if request.param == "sqlite":
        return SQLiteDatabase(SQLiteSettings(path=folder / "index.db"))
    server: PostgresServer = request.getfixturevalue("postgres_server")
    hosts = (f"{server.host}:{server.port}",)
    name = server.create_database()
    return PostgresDatabase(
        PostgresSettings(username=server.username, password=SecretStr(server.password), hosts=hosts, name=name)
    )


@pytest.fixture(scope="session")
async def shared_handbook(
    shared_database: Database,
    handbook: Path,
    anyio_backend: str,  # noqa: ARG001 - The plugin needs it.
) -> AsyncIterator[Database]:
    """Each database with the handbook indexed once, for all tests that only read."""
    shared_database.setup()
    await create_schema(shared_database)
    with FolderSource(handbook) as source:
        await index_source(shared_database, source)
    yield shared_database
    await shared_database.aclose()
