"""Queries whose asker gives up, by a deadline or by going away: what the server and the pool keep of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import Select, column, select, text

from castalia.database.postgres import PostgresDatabase
from tests.database.patience import until
from tests.servers.web_service import SlowReader, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

POOL_SIZE = 3
SOON = 0.1
FOREVER = "SELECT pg_sleep(600)"

LEFT = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name LIKE 'given-up:%' AND state IN ('active', 'idle in transaction', 'idle in transaction (aborted)')
"""


@pytest.fixture
async def database(postgres_settings: PostgresSettings) -> AsyncIterator[PostgresDatabase]:
    """A database with small pools; its queries may take longer than any test."""
    sizes = {"pool_size": POOL_SIZE, "read_pool_size": POOL_SIZE}
    # An attempt at TLS that is given up leaves a future of the driver's behind, which the test runner would report.
    patient = {"application_name": "given-up", "statement_timeout": 600, "command_timeout": 601, "ssl": "disable"}
    database = PostgresDatabase(postgres_settings.model_copy(update=sizes | patient))
    async with database.lifespan():
        yield database


@pytest.fixture
def nothing_is_left(database: PostgresDatabase, postgres_server: PostgresServer) -> Callable[[], Awaitable[None]]:
    """What waits until nothing runs on the server and no connection is lent; and proves that all can be had."""

    async def server_is_idle() -> bool:
        return int(await asyncio.to_thread(postgres_server.execute, LEFT)) == 0

    async def check() -> None:
        await until(server_is_idle)
        await until(lambda: all(pool.in_use == 0 for pool in database.stats().values()))
        for engine in (database.write_engine, database.read_engine):
            connections = await asyncio.gather(*(engine.connect() for _ in range(POOL_SIZE)))
            await asyncio.gather(*(connection.execute(text("SELECT 1")) for connection in connections))
            await asyncio.gather(*(connection.close() for connection in connections))

    return check


async def test_deadlines_in_mid_query_leave_nothing_behind(
    database: PostgresDatabase, nothing_is_left: Callable[[], Awaitable[None]]
) -> None:
    async def work(number: int) -> None:
        async with asyncio.timeout(SOON):
            opened = database.transaction() if number % 2 else database.read_session()
            async with opened as session:
                await session.execute(text("SELECT 1"))
                await session.execute(text(FOREVER))

    results = await asyncio.gather(*(work(number) for number in range(4 * POOL_SIZE)), return_exceptions=True)

    assert {type(result) for result in results} == {TimeoutError}
    await nothing_is_left()


async def test_deadlines_while_a_connection_is_made_leave_nothing_behind(
    database: PostgresDatabase, nothing_is_left: Callable[[], Awaitable[None]]
) -> None:
    async def connect(turns: int) -> None:
        task = asyncio.ensure_future(database.write_engine.connect().start())
        for _ in range(turns):
            await asyncio.sleep(0)
        if not task.cancel():
            await task.result().close()
        await asyncio.wait([task])

    for turns in range(0, 40, 2):
        await connect(turns)

    await nothing_is_left()


async def test_a_reader_who_goes_away_in_mid_query_ends_it(
    database: PostgresDatabase, postgres_server: PostgresServer, nothing_is_left: Callable[[], Awaitable[None]]
) -> None:
    app = FastAPI()

    @app.get("/")
    async def rows() -> StreamingResponse:
        # The first batch comes at once, the second only after the sleep.
        slow: Select[Any] = select(column("n")).select_from(text("generate_series(1, 9) AS n"))
        slow = slow.add_columns(text("CASE WHEN n > 2 THEN pg_sleep(600) END AS nap"))
        return StreamingResponse(f"{row.n}\n" async for row in database.stream(slow, yield_per=1))

    async def one_is_active() -> bool:
        return int(await asyncio.to_thread(postgres_server.execute, LEFT)) == 1

    async with serve(app) as port:
        async with SlowReader(port, "/") as reader:
            await reader.readuntil(b"\r\n\r\n")
            await until(one_is_active)
        await nothing_is_left()
