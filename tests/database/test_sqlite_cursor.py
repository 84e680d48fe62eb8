"""A cursor that fetches with its statement gives the same rows as one that fetches afterwards, in fewer errands."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.database.sqlite_cursor import FIRST_ROWS, PromptCursor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

pytestmark = pytest.mark.anyio

NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?) SELECT n FROM number"


class Thread:
    """Stands for aiosqlite's connection, and counts its errands."""

    def __init__(self) -> None:
        self._conn = sqlite3.connect(":memory:")
        self.errands = 0

    async def _execute(self, function: Callable[..., Any], *arguments: object) -> object:
        self.errands += 1
        return function(*arguments)


@pytest.fixture
def thread() -> Thread:
    return Thread()


@pytest.fixture
def cursor(thread: Thread) -> PromptCursor:
    return PromptCursor(thread)  # type: ignore[arg-type]  # As much of a connection as a cursor needs.


async def test_few_rows_take_one_errand(thread: Thread, cursor: PromptCursor) -> None:
    await cursor.execute(NUMBERS, (3,))

    assert await cursor.fetchall() == [(1,), (2,), (3,)]
    assert await cursor.fetchall() == []
    await cursor.close()
    assert thread.errands == 1
    assert [column[0] for column in cursor.description] == ["n"]


@pytest.mark.parametrize("count", [FIRST_ROWS - 1, FIRST_ROWS, FIRST_ROWS + 1, 3 * FIRST_ROWS])
async def test_many_rows_are_all_fetched(cursor: PromptCursor, count: int) -> None:
    await cursor.execute(NUMBERS, (count,))
    first, some = await cursor.fetchone(), await cursor.fetchmany(FIRST_ROWS)

    rest = await cursor.fetchall()

    assert [first, *some, *rest] == [(number,) for number in range(1, count + 1)]


async def test_rows_that_are_not_wanted_are_left(thread: Thread, cursor: PromptCursor) -> None:
    await cursor.execute(NUMBERS, (10**9,))
    await cursor.close()

    assert thread.errands == 2


async def test_changes_are_counted(thread: Thread, cursor: PromptCursor) -> None:
    await cursor.execute("CREATE TABLE tea (name)")
    await cursor.executemany("INSERT INTO tea VALUES (?)", [("green",), ("black",)])
    assert cursor.rowcount == 2

    await cursor.execute("INSERT INTO tea VALUES ('white')")
    assert (cursor.rowcount, cursor.lastrowid) == (1, 3)
    assert thread.errands == 3


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SQLiteDatabase]:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    async with database.lifespan():
        yield database


async def test_a_session_streams_through_it(database: SQLiteDatabase) -> None:
    statement = text(NUMBERS.replace("?", ":count")).bindparams(count=1000)
    async with database.read_session() as session:
        rows = await session.stream(statement.execution_options(yield_per=300))
        assert [row.n async for row in rows] == list(range(1, 1001))
        assert len((await session.execute(statement)).all()) == 1000
