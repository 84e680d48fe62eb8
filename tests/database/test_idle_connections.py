"""Which connections are checked before use: those that were idle, and not those of a busy service."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from castalia.database.failures import DatabaseUnreachableError
from castalia.database.pool import FairPool
from castalia.database.postgres import PostgresDatabase
from tests.servers.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from castalia.database.engines import Role
    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

KILL_ALL = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class ImpatientPool(FairPool):
    """A pool that takes every connection for idle."""

    ping_after = 0.0


class PatientPool(FairPool):
    """A pool that takes no connection for idle, however slow the machine is."""

    ping_after = 60.0


class PooledDatabase(PostgresDatabase):
    """A database with a pool of one connection, of one's choice."""

    def __init__(self, settings: PostgresSettings, pool: type[FairPool]) -> None:
        super().__init__(settings)
        self.pool = pool

    def engine_options(self, role: Role) -> dict[str, Any]:
        """Give the usual options but the pool."""
        return {**super().engine_options(role), "poolclass": self.pool, "pool_size": 1}


@asynccontextmanager
async def warm(settings: PostgresSettings, pool: type[FairPool]) -> AsyncIterator[PostgresDatabase]:
    """Open a database whose one connection for reading was in use."""
    database = PooledDatabase(settings, pool)
    async with database.lifespan():
        await read(database)
        yield database


async def read(database: PostgresDatabase) -> object:
    async with database.read_session() as session:
        return await session.scalar(text("SELECT 1"))


async def write(database: PostgresDatabase) -> object:
    async with database.session() as session:
        return await session.scalar(text("SELECT 1"))


def kill_all(server: PostgresServer, settings: PostgresSettings) -> None:
    """End every connection to a database, and wait until each is gone."""
    server.execute(KILL_ALL, database=settings.name)


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        pytest.param(PatientPool, 1, id="a connection in use just now is asked only the question"),
        pytest.param(ImpatientPool, 2, id="a connection that was idle is checked first"),
    ],
)
async def test_the_check_costs_one_round_trip_after_idleness_only(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer, pool: type[FairPool], expected: int
) -> None:
    async with Proxy(postgres_server.host, postgres_server.port) as proxy:
        settings = postgres_settings.model_copy(update={"hosts": (proxy.address,)})
        async with warm(settings, pool) as database:
            # The first check of a connection also prepares its statement.
            await read(database)
            before = proxy.round_trips
            for _ in range(5):
                await read(database)

            assert proxy.round_trips - before == 5 * expected


def test_after_a_second_a_connection_counts_as_idle() -> None:
    assert FairPool.ping_after == 1


async def test_a_dead_connection_that_was_idle_is_found_by_the_check(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    async with warm(postgres_settings, ImpatientPool) as database:
        # The event loop stands still meanwhile, so that nothing but the check can find out.
        kill_all(postgres_server, postgres_settings)

        assert await read(database) == 1


async def test_without_the_check_a_dead_connection_fails_once(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    async with warm(postgres_settings, PatientPool) as database:
        kill_all(postgres_server, postgres_settings)

        with pytest.raises((DBAPIError, DatabaseUnreachableError)):
            await read(database)
        assert await read(database) == 1


async def test_what_the_driver_knows_to_be_closed_is_replaced_for_readers_and_writers(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    async with warm(postgres_settings, PatientPool) as database:
        await write(database)
        # The event loop turns meanwhile, and the driver sees its connections close.
        await asyncio.to_thread(kill_all, postgres_server, postgres_settings)

        assert await write(database) == 1
        assert await read(database) == 1
