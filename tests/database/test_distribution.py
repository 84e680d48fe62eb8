"""The tables where Citus is present, as far as that shows without it: a stand-in notes what Citus would be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from castalia.database.base import Base
from castalia.database.distribution import SHARDS, distribution_of
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.search.search import search
from tests.database.citus import STAND_IN
from tests.web.garden_documentation import PYTHON, garden_source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from castalia.database.settings import PostgresSettings

pytestmark = pytest.mark.anyio

TABLES = Base.metadata.sorted_tables
REPLICATED = {"documentation_set", "index_metadata"}


@pytest.fixture
async def postgres(postgres_settings: PostgresSettings) -> AsyncIterator[PostgresDatabase]:
    """An empty database."""
    database = PostgresDatabase(postgres_settings)
    async with database.lifespan():
        yield database


async def pretend_citus(database: PostgresDatabase) -> None:
    async with database.transaction() as session:
        for statement in STAND_IN:
            await session.execute(text(statement))


async def asked(database: PostgresDatabase) -> list[tuple[str, str | None, str | None, int | None]]:
    async with database.read_session() as session:
        rows = await session.execute(text("SELECT name, by, beside, shards FROM asked ORDER BY position"))
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("name", sorted({table.name for table in TABLES} - REPLICATED))
def test_every_table_its_key_and_its_indexes_begin_with_the_set(name: str) -> None:
    [table] = [table for table in TABLES if table.name == name]
    keys = [table.columns, table.primary_key.columns, *(index.columns for index in table.indexes)]

    assert {next(iter(columns)).name for columns in keys} == {"set_id"}


async def test_alone_a_server_distributes_nothing(postgres: PostgresDatabase) -> None:
    await create_schema(postgres)

    async with postgres.read_session() as session:
        assert await distribution_of(session) is None


async def test_each_table_is_spread_by_its_set_beside_the_first(postgres: PostgresDatabase) -> None:
    await pretend_citus(postgres)
    await create_schema(postgres)

    calls = await asked(postgres)
    first, *others = [call for call in calls if call[1] is not None]
    assert {call[0] for call in calls if call[1] is None} == REPLICATED
    assert {call[0] for call in (first, *others)} == {table.name for table in TABLES} - REPLICATED
    assert first[1:] == ("set_id", "none", SHARDS)
    assert {call[1:] for call in others} == {("set_id", first[0], None)}


async def test_an_index_that_was_there_before_is_spread_once_by_force(postgres: PostgresDatabase) -> None:
    await create_schema(postgres)
    await pretend_citus(postgres)
    await create_schema(postgres)
    before = await asked(postgres)
    for _ in range(2):
        await create_schema(postgres, rebuild=True)

    assert before == []
    assert sorted(call[0] for call in await asked(postgres)) == sorted(table.name for table in TABLES)


async def test_a_spread_index_is_written_and_searched_as_any_other(postgres: PostgresDatabase) -> None:
    await pretend_citus(postgres)
    await create_schema(postgres)
    await index_source(postgres, garden_source(PYTHON))

    async with postgres.read_session() as session:
        found = await search(session, "seeds.sow")
        spread = await distribution_of(session)
    assert found.results[0].path == "library/seeds.html#seeds.sow"
    assert spread is not None
    assert spread.nodes == 2
    assert spread.tables == {table.name for table in TABLES}
