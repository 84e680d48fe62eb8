"""An index of several editions of one documentation, on each database, shared by tests that only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.source.folder import FolderSource
from castalia.source.release import Release
from tests.search.editions import LEAFLET, NEWER, OLDER, RenamedSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from castalia.database.database import Database
    from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def tea_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An empty database of each kind."""
    return empty(request, tmp_path_factory)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shelf_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Another empty database of each kind."""
    return empty(request, tmp_path_factory)


def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Give an empty database of the kind that a fixture is asked for."""
    if request.param == "sqlite":
        return SQLiteDatabase(SQLiteSettings(path=tmp_path_factory.mktemp("tea") / "index.db"))
    server: PostgresServer = request.getfixturevalue("postgres_server")
    hosts = (f"{server.host}:{server.port}",)
    password = SecretStr(server.password)
    name = server.create_database()
    return PostgresDatabase(PostgresSettings(username=server.username, password=password, hosts=hosts, name=name))


@pytest.fixture(scope="session")
async def tea(tea_database: Database, handbook: Path, anyio_backend: str) -> AsyncIterator[Database]:  # noqa: ARG001
    """The handbook as version 3.1 of ``python``, an older edition, 3.0, and a newer one, 3.2."""
    tea_database.setup()
    await create_schema(tea_database)
    with FolderSource(handbook) as source:
        await index_source(tea_database, source)
    for edition in (OLDER, NEWER):
        await index_source(tea_database, edition)
    yield tea_database
    await tea_database.aclose()


@pytest.fixture(scope="session")
async def shelf(shelf_database: Database, handbook: Path, anyio_backend: str) -> AsyncIterator[Database]:  # noqa: ARG001
    """The handbook as versions 3.1 and 3.2 of ``python``, as ``teahouse`` 1.0, and a small leaflet of ``pottery``."""
    shelf_database.setup()
    await create_schema(shelf_database)
    for project, version in (("python", "3.1"), ("python", "3.2"), ("teahouse", "1.0")):
        with RenamedSource(handbook, Release(project, version, f"{version}.4")) as source:
            await index_source(shelf_database, source)
    await index_source(shelf_database, LEAFLET)
    yield shelf_database
    await shelf_database.aclose()
