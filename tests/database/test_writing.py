"""One writer at a time: the next one waits, says so, and gives up in the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from castalia.database.models import IndexMetadata
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.database.writing import exclusive
from castalia.errors import IndexBusyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


@pytest.fixture
async def other(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The same database, opened as another process would."""
    await create_schema(database)
    same: Database
    if isinstance(database, SQLiteDatabase):
        path = database.get_connection_string().database
        assert path is not None
        same = SQLiteDatabase(SQLiteSettings.model_validate({"path": path, "busy_timeout": 0.1}))
    else:
        same = PostgresDatabase(request.getfixturevalue("postgres_settings"))
    same.setup()
    yield same
    await same.aclose()


async def test_the_second_writer_waits_and_says_so_once(database: Database, other: Database) -> None:
    waiting = asyncio.Event()
    heard: list[str] = []

    def hear() -> None:
        heard.append("waiting")
        waiting.set()

    async def second() -> None:
        async with exclusive(other, waiting=hear) as session:
            session.add(IndexMetadata(name="written by", value=await session.scalar(select(IndexMetadata.value)) or ""))

    async with exclusive(database) as session:
        (await session.get_one(IndexMetadata, "format")).value = "first"
        await session.flush()
        task = asyncio.create_task(second())
        await waiting.wait()
    await task

    assert heard == ["waiting"]
    async with database.read_session() as session:
        assert (await session.get_one(IndexMetadata, "written by")).value == "first"


async def test_patience_ends(database: Database, other: Database) -> None:
    turn = exclusive(other, patience=0)

    async with exclusive(database):
        with pytest.raises(IndexBusyError, match="another `castalia index` is writing this index"):
            await turn.__aenter__()


async def test_readers_wait_for_no_writer(database: Database, other: Database) -> None:
    async with exclusive(database), other.read_session() as session:
        assert await session.scalar(select(func.count()).select_from(IndexMetadata)) == 1


async def test_a_complete_schema_is_checked_without_waiting_for_a_writer(database: Database, other: Database) -> None:
    async with exclusive(database):
        await create_schema(other)


async def test_a_failure_inside_gives_the_lock_back(database: Database, other: Database) -> None:
    async def fail() -> None:
        async with exclusive(database):
            message = "power cut"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="power cut"):
        await fail()

    async with exclusive(other, patience=0) as session:
        assert await session.get(IndexMetadata, "format") is not None
