"""A request that is given up takes its statement with it: the database works for nobody who has left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import text

from castalia.database.sessions import ReadSession
from castalia.web.depends import db
from castalia.web.main import fast_api
from castalia.web.middleware.deadline import DeadlineMiddleware
from tests.database.patience import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

    from castalia.database.database import Database
    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

SECONDS = 0.4
AT_ONCE = 8
"""More than a pool has connections, so that each one must come back."""

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}

WORKING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND state = 'active'
AND application_name LIKE 'castalia:read:%'
"""


def hurried(app: ASGIApp) -> httpx2.AsyncClient:
    """Give a client of an application that gives up soon."""
    transport = httpx2.ASGITransport(app=DeadlineMiddleware(app, seconds=SECONDS))
    return httpx2.AsyncClient(transport=transport, base_url="http://castalia.test")


def patient(app: ASGIApp) -> httpx2.AsyncClient:
    """Give a client of an application that has the time which a busy machine takes."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://castalia.test")


def endless_service(database: Database) -> FastAPI:
    """Give a service with one route that asks the database for what never ends, and one that does not."""
    app = FastAPI()

    @app.get("/api/endless")
    async def endless(session: ReadSession = Depends(database.read, scope="function")) -> int:  # noqa: FAST002 - A local name.
        return int(await session.scalar(text(ENDLESS[session.get_bind().dialect.name])) or 0)

    @app.get("/api/quick")
    async def quick(session: ReadSession = Depends(database.read, scope="function")) -> int:  # noqa: FAST002 - A local name.
        return int(await session.scalar(text("SELECT 1")) or 0)

    return app


async def test_what_is_given_up_gives_its_connection_back(database: Database) -> None:
    service = endless_service(database)
    # Given up in the middle of connecting, which takes long on a busy machine, asyncpg leaves an error behind.
    async with patient(service) as client:
        await asyncio.gather(*(client.get("/api/quick") for _ in range(AT_ONCE)))
    async with hurried(service) as client:
        given_up = await asyncio.gather(*(client.get("/api/endless") for _ in range(AT_ONCE)))
    async with patient(service) as client:
        after = await asyncio.gather(*(client.get("/api/quick") for _ in range(AT_ONCE)))

    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in given_up} == {(503, "5")}
    assert [answer.text for answer in after] == ["1"] * AT_ONCE
    assert all(pool.in_use == 0 for pool in database.stats().values())


@pytest.fixture
def postgres_settings(postgres_settings: PostgresSettings) -> PostgresSettings:
    """The settings of a database whose server ends nothing by itself while a test waits."""
    endless = {"statement_timeout": 600, "command_timeout": 601, "lock_timeout": 600}
    return postgres_settings.model_copy(update=endless)


@pytest.fixture
def locked(indexed: Database) -> Iterator[Database]:
    """The service over an index whose tables somebody holds."""
    fast_api.dependency_overrides[db.read] = indexed.read
    yield indexed
    fast_api.dependency_overrides.clear()


@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
async def test_the_server_ends_the_statements_of_a_search_that_is_given_up(
    locked: Database, postgres_server: PostgresServer, postgres_settings: PostgresSettings
) -> None:
    async def working() -> int:
        statement = WORKING.format(name=postgres_settings.name)
        return int(await asyncio.to_thread(postgres_server.execute, statement))

    async def nobody_works() -> bool:
        return await working() == 0

    async with locked.read_session() as reader:
        # There is a connection then, so that none is given up while it is made.
        await reader.execute(text("SELECT 1"))
    async with locked.transaction() as session, hurried(fast_api) as client:
        await session.execute(text("LOCK TABLE documentation_set IN ACCESS EXCLUSIVE MODE"))
        search = asyncio.ensure_future(client.get("/api/v1/search?q=kettle"))
        while not await working() and not search.done():
            pass
        answer = await search
        await until(nobody_works)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["type"] == "urn:castalia:problem:database-away"
    async with patient(fast_api) as client:
        assert (await client.get("/api/v1/versions")).status_code == 200
