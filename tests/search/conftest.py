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
from tests.search.editions import NEWER, OLDER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from castalia.database.database import Database
    from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def tea_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An empty database of each kind."""
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
