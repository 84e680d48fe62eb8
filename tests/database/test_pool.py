"""Whoever asks first for a connection is served first, and whoever waits too long learns why."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import exc, text

from castalia.database.failures import ErrorKind, classify
from castalia.database.pool import FairPool, PoolStats
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.patience import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.anyio

SIZE = 2


def pooled(file: Path, *, patience: float) -> SQLiteDatabase:
    """Give a database whose pool for reading has the size of these tests."""
    return SQLiteDatabase(SQLiteSettings(path=file, read_pool_size=SIZE, pool_timeout=patience))


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    database = pooled(tmp_path / "test.db", patience=60)
    async with database.lifespan():
        yield database.read_engine


@pytest.fixture
async def impatient_engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    database = pooled(tmp_path / "test.db", patience=0.05)
    async with database.lifespan():
        yield database.read_engine


def stats(engine: AsyncEngine) -> PoolStats:
    pool = engine.pool
    assert isinstance(pool, FairPool)
    return pool.stats()


async def test_those_who_wait_are_served_in_order(engine: AsyncEngine) -> None:
    served: list[int] = []

    async def use(number: int) -> None:
        async with engine.connect() as connection:
            served.append(number)
            await connection.execute(text("SELECT 1"))

    # Making the connections takes them any time; it is no part of the order.
    async with engine.connect(), engine.connect():
        pass
    await asyncio.gather(*(use(number) for number in range(50)))

    assert served == list(range(50))


async def test_there_are_never_more_connections_than_the_pool_s_size(engine: AsyncEngine) -> None:
    most = 0

    async def use() -> None:
        nonlocal most
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            most = max(most, stats(engine).in_use)

    await asyncio.gather(*(use() for _ in range(20)))

    assert most == SIZE
    assert stats(engine).in_use == 0


async def test_who_waits_too_long_learns_why(impatient_engine: AsyncEngine) -> None:
    engine = impatient_engine
    async with engine.connect(), engine.connect():
        with pytest.raises(exc.TimeoutError, match=r"all 2 are in use.*second one") as caught:
            await engine.connect()

    assert classify(caught.value) is ErrorKind.POOL_EXHAUSTED


async def test_a_wait_that_was_given_up_costs_no_place(impatient_engine: AsyncEngine) -> None:
    engine = impatient_engine
    async with engine.connect(), engine.connect():
        with pytest.raises(exc.TimeoutError):
            await engine.connect()

    async with engine.connect(), engine.connect():
        assert stats(engine).in_use == SIZE


async def test_a_connection_that_cannot_be_made_costs_no_place(tmp_path: Path) -> None:
    database = pooled(tmp_path / "missing" / "test.db", patience=0.05)
    async with database.lifespan():
        for _ in range(2 * SIZE):
            with pytest.raises(exc.OperationalError, match="unable to open"):
                await database.read_engine.connect()

        assert stats(database.read_engine).in_use == 0


async def test_an_invalidated_connection_costs_no_place(engine: AsyncEngine) -> None:
    for _ in range(2 * SIZE):
        async with engine.connect() as connection:
            await connection.invalidate()

    async with engine.connect(), engine.connect():
        assert stats(engine).in_use == SIZE


async def test_waiters_and_their_waits_are_counted(engine: AsyncEngine) -> None:
    async def wait() -> None:
        async with engine.connect():
            pass

    async with engine.connect(), engine.connect():
        waiting = [asyncio.ensure_future(wait()) for _ in range(3)]
        await until(lambda: stats(engine).waiting == len(waiting))
        busy = stats(engine)
    await asyncio.gather(*waiting)

    assert (busy.size, busy.in_use, busy.waiting) == (SIZE, SIZE, 3)
    assert stats(engine).waiting == 0
    assert stats(engine).wait_p99 > 0
