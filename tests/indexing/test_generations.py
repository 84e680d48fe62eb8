"""Searches that run while an index is replaced see the old one or the new one, in this process and in others."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.search.search import search
from tests.database.patience import until
from tests.fakes import FakeSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

PAGE = '<div class="body" role="main"><section id="tea"><h1>{0} {1}</h1><p>Tea {2} {0}.</p></section></div>'
PAGES = 30
ROUNDS = 2
READERS = 3
NOTICED = 2.0
"""Seconds after which no reader who asks is answered of the old index, however long the answer takes."""


def generation(color: str) -> FakeSource:
    """Give a documentation whose every section says which one it is of."""
    words = " ".join(f"{color}{number}" for number in range(200))
    return FakeSource({f"library/{number}.html": PAGE.format(color, number, words) for number in range(PAGES)})


@pytest.fixture
async def readers(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The same database as another process opens it: with connections and caches of its own."""
    await create_schema(database)
    same: Database
    if isinstance(database, SQLiteDatabase):
        same = SQLiteDatabase(SQLiteSettings(path=Path(database.get_connection_string().database or "")))
    else:
        same = PostgresDatabase(request.getfixturevalue("postgres_settings"))
    same.setup()
    yield same
    await same.aclose()


async def answer(database: Database) -> tuple[int, set[str]]:
    """Search, and give how many sections answer and the colors that they are of."""
    # A search that remembers all it needs waits for nothing, and so gives the indexing no turn.
    await asyncio.sleep(0.01)
    async with database.read_session() as session:
        found = await search(session, "tea", limit=100)
    return len(found.results), {result.title.split()[0] for result in found.results}


async def test_every_answer_is_wholly_of_one_generation(database: Database, readers: Database) -> None:
    await index_source(database, generation("green"))
    answers: list[tuple[int, set[str]]] = []
    indexing = True

    async def read() -> None:
        while indexing:
            answers.append(await answer(readers))

    async def seen(color: str) -> None:
        # The next one might come before a slow reader has seen this one.
        await until(lambda: any(colors == {color} for _, colors in answers))

    tasks = [asyncio.create_task(read()) for _ in range(READERS)]
    for number in range(ROUNDS):
        color = ("black", "green")[number % 2]
        await index_source(database, generation(color))
        await seen(color)
    indexing = False
    await asyncio.gather(*tasks)

    assert {count for count, _ in answers} == {PAGES}
    assert all(len(colors) == 1 for _, colors in answers)
    assert {color for _, colors in answers for color in colors} == {"green", "black"}


async def test_readers_notice_a_new_index_without_a_restart(database: Database, readers: Database) -> None:
    await index_source(database, generation("green"))
    assert await answer(readers) == (PAGES, {"green"})

    indexing = asyncio.create_task(index_source(database, generation("black")))
    done = False
    while (await answer(database))[1] == {"green"}:
        assert not done
        done = indexing.done()
    written = asked = time.monotonic()
    while (await answer(readers))[1] == {"green"}:
        assert asked - written < NOTICED
        asked = time.monotonic()
    await indexing

    assert await answer(readers) == (PAGES, {"black"})


async def test_what_a_long_reader_holds_is_dropped_later_and_stops_nobody(
    database: Database, readers: Database
) -> None:
    await index_source(database, generation("green"))
    async with readers.read_session() as session:
        await session.execute(text("BEGIN"))
        await search(session, "tea")

        await index_source(database, generation("black"))

        assert await answer(readers) == (PAGES, {"black"})
        await session.execute(text("COMMIT"))
    await index_source(database, generation("red"))

    assert await answer(database) == (PAGES, {"red"})
