"""Servers that restart, freeze or hang up while they are used: what fails, for how long, and what does not."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from castalia.database.failures import ErrorKind, classify
from castalia.database.postgres import PostgresDatabase
from tests.database.application import application
from tests.database.notes import Note, create_notes, texts
from tests.database.patience import LIMIT, until, until_ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer
    from tests.servers.proxy import Proxy

pytestmark = pytest.mark.anyio

COMMAND_TIMEOUT = 0.3
GRACE = 2
"""Seconds that the driver gives a connection to say goodbye."""

MARGIN = 3
"""How much longer than its bound anything may take on a busy machine."""

REQUESTS = 10


@pytest.fixture
async def database(proxy: Proxy, postgres_settings: PostgresSettings) -> AsyncIterator[PostgresDatabase]:
    """A database behind the proxy with a table of notes."""
    patience = {"connect_timeout": LIMIT, "pool_timeout": LIMIT}
    database = PostgresDatabase(postgres_settings.model_copy(update={"hosts": (proxy.address,), **patience}))
    async with database.lifespan():
        await create_notes(database)
        yield database


@pytest.fixture
async def hurried(
    database: PostgresDatabase, proxy: Proxy, postgres_settings: PostgresSettings
) -> AsyncIterator[PostgresDatabase]:
    """The same for whoever is in a hurry, as one must be to wait for a server that says nothing; and warm."""
    hurry = {"command_timeout": COMMAND_TIMEOUT, "statement_timeout": COMMAND_TIMEOUT / 2, "connect_timeout": 1}
    hurried = PostgresDatabase(postgres_settings.model_copy(update={"hosts": (proxy.address,), **hurry}))
    await database.aclose()
    async with hurried.lifespan():
        await until(lambda: succeeds(warm(hurried)))
        yield hurried


async def succeeds(work: Awaitable[object]) -> bool:
    """Tell whether something can be done in a hurry, for which a busy machine may be too slow."""
    try:
        await work
    except (SQLAlchemyError, OSError):
        return False
    return True


async def warm(database: PostgresDatabase) -> None:
    """Fill both pools with connections that work."""
    for engine in (database.write_engine, database.read_engine):
        connections = await asyncio.gather(*(engine.connect() for _ in range(5)))
        await asyncio.gather(*(connection.close() for connection in connections))


@asynccontextmanager
async def service(database: PostgresDatabase) -> AsyncIterator[httpx2.AsyncClient]:
    app = application(database)
    database.install(app)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
        yield client


async def ask(database: PostgresDatabase) -> None:
    async with database.session() as session:
        await session.execute(text("SELECT 1"))


@pytest.mark.parametrize(("method", "path"), [("POST", "/tx"), ("GET", "/read")])
async def test_a_restart_costs_one_request_of_each_engine(
    database: PostgresDatabase, postgres_server: PostgresServer, method: str, path: str
) -> None:
    async with service(database) as client:
        await warm(database)
        postgres_server.stop()
        postgres_server.start()
        await database.wait_ready()

        statuses = [(await client.request(method, path)).status_code for _ in range(REQUESTS)]

    # The first to notice gives up all connections of that time.
    assert statuses.count(503) <= 1
    assert statuses.count(200) == REQUESTS - statuses.count(503)


async def test_work_that_may_be_repeated_does_not_notice_a_restart(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    async def add(session: AsyncSession) -> None:
        session.add(Note(text="kept"))

    await warm(database)
    postgres_server.stop()
    postgres_server.start()
    await database.wait_ready()
    await asyncio.gather(*(database.run_tx(add) for _ in range(REQUESTS)))

    assert await texts(database) == ["kept"] * REQUESTS


async def test_work_in_flight_during_a_restart_is_unavailable(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    database = PostgresDatabase(postgres_settings)
    begun = [asyncio.Event() for _ in range(3)]

    async def work(event: asyncio.Event) -> None:
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
            event.set()
            await session.execute(text("SELECT pg_sleep(30)"))

    async with database.lifespan():
        working = [asyncio.ensure_future(work(event)) for event in begun]
        await asyncio.gather(*(event.wait() for event in begun))
        await asyncio.to_thread(postgres_server.stop)
        failures = await asyncio.gather(*working, return_exceptions=True)
        await asyncio.to_thread(postgres_server.start)
        await database.wait_ready()

        assert {classify(failure) for failure in failures if failure is not None} == {ErrorKind.UNAVAILABLE}
        assert len(failures) == len(begun)
        assert database.stats()["write"].in_use == 0


async def test_a_frozen_server_is_given_up_in_time_and_used_again_once_it_answers(
    hurried: PostgresDatabase, proxy: Proxy
) -> None:
    await until(lambda: succeeds(ask(hurried)))
    await proxy.freeze()
    start = perf_counter()
    with pytest.raises((SQLAlchemyError, OSError)) as caught:
        await ask(hurried)
    seconds = perf_counter() - start
    in_use = hurried.stats()["write"].in_use
    await proxy.refuse()
    await proxy.forward()

    assert classify(caught.value) is ErrorKind.TIMEOUT
    assert seconds < MARGIN * (COMMAND_TIMEOUT + GRACE)
    assert in_use == 0
    await until(lambda: succeeds(hurried.run_tx(lambda session: session.execute(text("SELECT 1")))))


async def test_closing_does_not_wait_for_a_frozen_server(
    database: PostgresDatabase, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    await warm(database)
    await proxy.freeze()
    start = perf_counter()

    await database.aclose(timeout=0.3)

    assert perf_counter() - start < MARGIN * (0.3 + GRACE)
    assert "is abandoned" in caplog.text
    assert not database.is_set_up


async def assert_away(client: httpx2.AsyncClient) -> None:
    away = [await client.get(path) for path in ("/read", "/read", "/health/ready")]
    alive = await client.get("/health/live")

    assert [answer.status_code for answer in away] == [503] * 3
    assert alive.status_code == 200


@pytest.mark.parametrize("behaviour", ["refuse", "hang_up"])
async def test_a_server_that_is_away_is_unavailable_until_it_is_back(
    database: PostgresDatabase, proxy: Proxy, behaviour: str
) -> None:
    async with service(database) as client:
        await warm(database)
        await getattr(proxy, behaviour)()
        await assert_away(client)
        await proxy.refuse()
        await proxy.forward()
        await until_ready(client)
        back = [await client.get("/read") for _ in range(3)]

    assert [answer.status_code for answer in back[-2:]] == [200, 200]


async def test_a_server_that_says_nothing_is_unavailable_until_it_is_back(
    hurried: PostgresDatabase, proxy: Proxy
) -> None:
    async def is_back() -> bool:
        return (await client.get("/read")).status_code == 200

    async with service(hurried) as client:
        await proxy.freeze()
        await assert_away(client)
        await proxy.refuse()
        await proxy.forward()
        await until_ready(client)
        await until(is_back)
