"""What SQLite's defaults would lose, lock or not check."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import aiosqlite
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from castalia.database.failures import ErrorKind, classify
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.notes import Note, create_notes, texts
from tests.database.patience import LIMIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

WRITERS = 30
ROUNDS = 10

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {rows}) SELECT count(*) FROM n"


@pytest.fixture(params=["file", "memory"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SQLiteDatabase]:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db" if request.param == "file" else None))
    async with database.lifespan():
        await create_notes(database)
        yield database


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def count_up(database: SQLiteDatabase) -> None:
    async with database.transaction() as session:
        count = await session.scalar(select(Note.text).where(Note.id == 1))
        await session.execute(update(Note).where(Note.id == 1).values(text=str(int(count or 0) + 1)))


async def test_no_update_is_lost_between_many_writers(database: SQLiteDatabase) -> None:
    async with database.transaction() as session:
        session.add(Note(id=1, text="0"))

    async def write() -> None:
        for _ in range(ROUNDS):
            await count_up(database)

    await asyncio.gather(*(write() for _ in range(WRITERS)))

    assert await texts(database) == [str(WRITERS * ROUNDS)]


async def test_no_update_is_lost_between_two_processes(tmp_path: Path) -> None:
    # Two objects share nothing but the file, as two processes do.
    ours, theirs = (SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db")) for _ in range(2))
    async with ours.lifespan(), theirs.lifespan():
        await create_notes(ours)
        async with ours.transaction() as session:
            session.add(Note(id=1, text="0"))

        await asyncio.gather(*(count_up(database) for database in (ours, theirs) for _ in range(ROUNDS)))

        assert await texts(ours) == [str(2 * ROUNDS)]


async def test_another_process_that_is_making_the_file_is_waited_for(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE other (id INTEGER)")
        async with database.lifespan():
            asyncio.get_running_loop().call_later(0.05, other.execute, "COMMIT")
            await create_notes(database)

            assert await texts(database) == []


async def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    async with database.lifespan():
        await create_notes(database)
        async with database.transaction() as session:
            session.add(Note(text="not yet"))
            await session.flush()

            assert await texts(database) == []
        assert await texts(database) == ["not yet"]


async def test_a_cancelled_statement_ends_and_frees_the_writers(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    async with asyncio.timeout(LIMIT), database.lifespan():
        await create_notes(database)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1), database.transaction() as session:
                await session.execute(text(COUNT.format(rows=10**10)))
        async with database.transaction() as session:
            session.add(Note(text="kept"))

        assert await texts(database) == ["kept"]


async def test_a_statement_that_had_not_begun_when_it_was_given_up_ends_too(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    released = threading.Event()
    async with database.lifespan(), database.session() as session:
        raw = await (await session.connection()).get_raw_connection()
        driver = raw.driver_connection
        assert isinstance(driver, aiosqlite.Connection)
        await driver.create_function("hold", 0, lambda: released.wait(60))
        statements = ["SELECT hold()", COUNT.format(rows=10**10)]
        waiting = [asyncio.ensure_future(driver.execute_fetchall(statement)) for statement in statements]
        closing = asyncio.ensure_future(driver.close())
        await asyncio.sleep(0)
        released.set()

        async with asyncio.timeout(LIMIT):
            await asyncio.gather(closing, *waiting, return_exceptions=True)


@pytest.mark.parametrize("turns", range(5))
async def test_whoever_is_cancelled_twice_leaves_nothing_that_waits_for_ever(tmp_path: Path, turns: int) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    others = asyncio.all_tasks()

    async def work() -> None:
        async with database.session() as session:
            await session.execute(text("SELECT 1"))
            asyncio.get_running_loop().call_soon(started.set)
            await session.execute(text(COUNT.format(rows=10**6)))

    async with database.lifespan():
        started = asyncio.Event()
        task = asyncio.ensure_future(work())
        await started.wait()
        task.cancel()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        _, waiting = await asyncio.wait(asyncio.all_tasks() - others, timeout=60)

    assert waiting == set()


async def test_closing_leaves_one_file(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    async with database.lifespan():
        await create_notes(database)
        await texts(database)

    assert names(tmp_path) == ["test.db"]


async def test_foreign_keys_are_checked(database: SQLiteDatabase) -> None:
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            session.add(Note(text="answer to nothing", answers=99))


async def test_a_reader_cannot_write_and_a_writer_can_afterwards(database: SQLiteDatabase) -> None:
    async with database.read_session() as session:
        session.add(Note(text="refused"))
        with pytest.raises(DBAPIError) as caught:
            await session.flush()
    async with database.transaction() as session:
        session.add(Note(text="kept"))

    assert classify(caught.value) is ErrorKind.READ_ONLY
    assert await texts(database) == ["kept"]


async def test_a_savepoint_can_be_rolled_back(database: SQLiteDatabase) -> None:
    async with database.transaction() as session:
        session.add(Note(text="kept"))
        await session.flush()
        savepoint = await session.begin_nested()
        session.add(Note(text="lost"))
        await session.flush()
        await savepoint.rollback()

    assert await texts(database) == ["kept"]


async def test_a_table_that_a_transaction_made_goes_with_it(database: SQLiteDatabase) -> None:
    async with database.session() as session:
        await session.execute(text("CREATE TABLE gone (id INTEGER)"))
        await session.rollback()

    async with database.read_session() as session:
        found = await session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'gone'"))
    assert found == 0


async def test_a_file_is_written_ahead_and_its_pragmas_are_set(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db", busy_timeout=3))
    async with database.lifespan(), database.session() as session:
        values = {
            name: await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert values == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 3000}


@pytest.mark.parametrize("name", ["with space.db", "what?.db", "50%.db", ":memory:", "file:a#b"])
async def test_any_file_name_is_the_name_of_the_file(tmp_path: Path, name: str) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / name))
    async with database.lifespan():
        await create_notes(database)

    assert (tmp_path / name).is_file()


def test_the_connection_string_names_the_driver(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))

    assert database.get_connection_string().drivername == "sqlite+aiosqlite"
    assert str(database.get_connection_string("pysqlite")) == f"sqlite+pysqlite:///{tmp_path / 'test.db'}"


async def test_closing_brings_the_log_home_so_that_one_file_is_the_database(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "notes.db"))
    database.setup()
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE note (words TEXT)"))
    async with database.read_session() as session:
        await session.execute(text("SELECT * FROM note"))

    await database.aclose()

    assert os.listdir(tmp_path) == ["notes.db"]  # noqa: PTH208 - Its twin of pathlib counts as blocking here.
