"""What the service asks of PostgreSQL, statement by statement: each touches the partitions of the sets it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import event, text

from castalia.database.base import Base
from castalia.database.many import WIDTH
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.web.depends import db
from castalia.web.main import fast_api
from tests.web.garden_documentation import MOSS, OLDER, PYTHON, garden_source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from castalia.database.settings import PostgresSettings

pytestmark = pytest.mark.anyio

FIRST_SET = 9_000_001
"""No other number in a statement looks like the id of a set."""

WHOLE = {table.name for table in Base.metadata.sorted_tables if "set_id" not in table.columns}

ADDRESSES = (
    "/",
    "/search?q=seeds.sow",
    "/search?q=pour+water+into+the+can",
    "/search?q=wattering",
    "/search?q=seeds.sow&version=3.9",
    "/search?q=wattering&version=all@all",
    "/api/v1/search?q=seeds.sow&version=all&project=all",
    "/api/v1/search?q=kind:function+rows",
    "/api/v1/search?q=nothing-like-it",
    "/api/v1/suggest?q=se",
    "/api/v1/symbols/seeds.sow",
    "/api/v1/folders",
    "/api/v1/versions",
    "/docs/3.13/library/seeds.html",
    "/docs/3.13/_images/bed.svg",
)

Statement = tuple[str, tuple[Any, ...]]


@pytest.fixture
async def garden(postgres_settings: PostgresSettings) -> AsyncIterator[PostgresDatabase]:
    """Three sets: two versions of one project and one of another."""
    database = PostgresDatabase(postgres_settings)
    async with database.lifespan():
        await create_schema(database)
        async with database.transaction() as session:
            await session.execute(text(f"ALTER SEQUENCE documentation_set_id_seq RESTART {FIRST_SET}"))
        for release in (OLDER, PYTHON, MOSS):
            await index_source(database, garden_source(release))
        yield database


@pytest.fixture
def client(garden: PostgresDatabase) -> Iterator[httpx2.AsyncClient]:
    fast_api.dependency_overrides[db.read] = garden.read
    transport = httpx2.ASGITransport(app=fast_api, raise_app_exceptions=False)
    yield httpx2.AsyncClient(transport=transport, base_url="http://castalia.test")
    fast_api.dependency_overrides.clear()


async def statements_of(garden: PostgresDatabase, client: httpx2.AsyncClient) -> list[Statement]:
    """Ask for every address and give what the database was asked for that."""
    noted: list[Statement] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives six.
        noted.append((arguments[2], arguments[3]))

    event.listen(garden.read_engine.sync_engine, "before_cursor_execute", note)
    async with client:
        for address in ADDRESSES:
            assert (await client.get(address)).status_code < 500
    event.remove(garden.read_engine.sync_engine, "before_cursor_execute", note)
    return [(statement, parameters) for statement, parameters in noted if "SELECT" in statement]


async def tables_read(garden: PostgresDatabase, statement: Statement) -> set[str]:
    """Give the tables and partitions that a statement reads; what was pruned on the way was never begun with."""
    async with garden.read_engine.connect() as connection:
        found = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement[0]}", statement[1])
        return set(_relations(found.scalar_one()))


def _relations(plan: Any) -> Iterator[str]:  # noqa: ANN401 - What JSON holds.
    if isinstance(plan, dict) and "Relation Name" in plan and plan["Actual Loops"]:
        yield plan["Relation Name"]
    for part in plan.values() if isinstance(plan, dict) else plan if isinstance(plan, list) else ():
        yield from _relations(part)


def sets_named(parameters: tuple[Any, ...]) -> set[int]:
    values = [value for item in parameters for value in (item if isinstance(item, list) else [item])]
    whole = [value for value in values if isinstance(value, int)]
    # A place holds a set and the number of a row in it.
    return {set_id for value in whole for set_id in (value, value >> WIDTH) if FIRST_SET <= set_id < 2**WIDTH - 1}


async def test_a_statement_reads_only_the_partitions_of_the_sets_it_names(
    garden: PostgresDatabase, client: httpx2.AsyncClient
) -> None:
    statements = await statements_of(garden, client)
    parted: set[str] = set()
    for statement in statements:
        relations = {name for name in await tables_read(garden, statement) if not name.startswith("pg_")}
        parts = {name.rpartition("_") for name in relations - WHOLE}
        parted |= {table for table, _, _ in parts}

        assert {int(number) for _, _, number in parts} <= sets_named(statement[1]), statement[0]

    assert parted >= {"section", "posting", "name", "term", "page", "folder", "asset"}


async def test_nearly_every_statement_is_about_one_set(garden: PostgresDatabase, client: httpx2.AsyncClient) -> None:
    statements = await statements_of(garden, client)
    about_several = {text for text, parameters in statements if len(sets_named(parameters)) > 1}

    # Names and terms are asked for in all sets at once, in small tables; other rows are read by their places.
    by_key = ("FROM name", "FROM term", "FROM unnest")
    assert [text for text in about_several if not any(each in text for each in by_key)] == []
