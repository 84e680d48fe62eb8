# ruff: noqa: FAST002 - An annotation is read later, by its text, and could not name the fixture ``database`` then.
"""More requests than connections: everybody is served, the server sees no more sessions than it was promised."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from castalia.database.postgres import PostgresDatabase
from castalia.database.sessions import ReadSession
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.patience import LIMIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from castalia.database.database import Database
    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

REQUESTS = 500
POOL_SIZE = 5
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'loaded:%'"

POOL_TIMEOUT = 0.2


@asynccontextmanager
async def service(app: FastAPI, database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    database.install(app)
    transport = httpx2.ASGITransport(app=app)
    async with database.lifespan(), httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    "requests", [REQUESTS, pytest.param(20 * REQUESTS, marks=pytest.mark.soak)], ids="{} requests".format
)
async def test_many_requests_at_once_share_a_small_pool(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer, requests: int
) -> None:
    # Every task that is made takes its share of the event loop before the first connection is there.
    patience = dict.fromkeys(("pool_timeout", "connect_timeout", "command_timeout"), 20 * LIMIT)
    changes = {"application_name": "loaded", "read_pool_size": POOL_SIZE, **patience}
    database = PostgresDatabase(postgres_settings.model_copy(update=changes))
    app = FastAPI()

    @app.get("/")
    async def backend(session: ReadSession = Depends(database.read, scope="function")) -> int:
        return int(await session.scalar(text("SELECT pg_backend_pid() FROM pg_sleep(0.002)")))

    async with service(app, database) as client:
        asked = [asyncio.ensure_future(client.get("/")) for _ in range(requests)]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        during = int(await asyncio.to_thread(postgres_server.execute, SESSIONS))
        answers = await asyncio.gather(*asked)
        after = int(await asyncio.to_thread(postgres_server.execute, SESSIONS))

    assert [answer.status_code for answer in answers] == [200] * requests
    assert max(during, after) <= POOL_SIZE
    assert len({answer.text for answer in answers}) <= POOL_SIZE


@pytest.fixture
def small_database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database of each kind with one connection for writing, and little patience."""
    if request.param == "sqlite":
        return SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db", pool_timeout=POOL_TIMEOUT))
    settings: PostgresSettings = request.getfixturevalue("postgres_settings")
    return PostgresDatabase(settings.model_copy(update={"pool_size": 1, "pool_timeout": POOL_TIMEOUT}))


@pytest.mark.parametrize("small_database", ["sqlite", "postgresql"], indirect=True)
async def test_who_waits_for_a_second_session_with_the_first_in_hand_learns_why(
    small_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    app = FastAPI()

    @app.get("/")
    async def nested(session: AsyncSession = Depends(small_database, scope="function")) -> object:
        await session.execute(text("SELECT 1"))
        async with small_database.session() as second:
            return await second.scalar(text("SELECT 1"))

    async with service(app, small_database) as client:
        start = perf_counter()
        answer = await client.get("/")
        seconds = perf_counter() - start
        in_use = small_database.stats()["write"].in_use

    assert (answer.status_code, in_use) == (503, 0)
    assert int(answer.headers["Retry-After"]) > 0
    assert POOL_TIMEOUT <= seconds < LIMIT
    assert f"no connection became free within {POOL_TIMEOUT} s" in caplog.text
    assert "or code that holds a session waits for a second one (pass the first on instead)" in caplog.text
