"""Which of several servers a connection goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from castalia.database.engines import ROLES
from castalia.database.failures import DatabaseUnreachableError, ErrorKind, classify
from castalia.database.hosts import HEARING, Silence
from castalia.database.postgres import PostgresDatabase
from tests.fakes import Clock

if TYPE_CHECKING:
    from castalia.database.engines import Role
    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio


async def test_a_silent_server_leaves_time_for_the_others_and_is_then_asked_last(
    postgres_settings: PostgresSettings, silent_address: str
) -> None:
    servers = (silent_address, *postgres_settings.hosts)
    database = PostgresDatabase(postgres_settings.model_copy(update={"hosts": servers, "connect_timeout": 3.0}))
    async with database.lifespan():
        async with database.session() as session:
            assert await session.scalar(text("SELECT 1")) == 1

        # A check of health gives up sooner than a silent server would leave time for the next one.
        assert (await database.ping(timeout=1.4)).ok


@pytest.mark.parametrize("role", ROLES)
async def test_a_server_that_let_a_check_wait_in_vain_is_asked_last(
    postgres_settings: PostgresSettings, silent_address: str, role: Role
) -> None:
    silent = {"hosts": (silent_address, *postgres_settings.hosts), "read_hosts": (silent_address,)}
    database = PostgresDatabase(postgres_settings.model_copy(update={**silent, "connect_timeout": 60.0}))
    async with database.lifespan():
        # It was cancelled before its share of the time was over.
        first = await database.ping(timeout=2 * HEARING, role=role)
        second = await database.ping(timeout=20, role=role)

    assert (first.ok, second.ok) == (False, True)


def test_a_server_is_silent_until_it_is_heard_and_spared_for_a_while() -> None:
    clock, address = Clock(), ("db", 5432)
    silence = Silence(lasting=60, clock=clock)

    def told(after: float) -> tuple[bool, bool]:
        clock.now += after
        return silence.of(address), silence.spared(address)

    assert told(0) == (False, False)
    silence.ask(address)
    # It may be about to answer.
    assert told(HEARING / 2) == (False, False)
    assert told(HEARING) == (True, True)
    assert told(60) == (True, False)
    silence.ask(address)
    assert told(1) == (True, True)
    silence.hear(address)
    assert told(HEARING) == (False, False)


async def test_each_server_says_why_it_is_of_no_use(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer, unused_address: str, silent_address: str
) -> None:
    postgres_server.execute(f"ALTER DATABASE {postgres_settings.name} SET default_transaction_read_only = on")
    servers = (unused_address, silent_address, *postgres_settings.hosts)
    database = PostgresDatabase(postgres_settings.model_copy(update={"hosts": servers, "connect_timeout": 3.0}))
    async with database.lifespan():
        with pytest.raises(DatabaseUnreachableError) as caught:
            await database.write_engine.connect()

    message = str(caught.value)
    assert f"{silent_address}: no answer in time" in message
    assert f"{postgres_settings.hosts[0]}: it cannot be written to" in message
    assert f"{unused_address}: " in message
    assert classify(caught.value) is ErrorKind.UNAVAILABLE


async def test_servers_for_writing_step_in_for_those_for_reading(
    postgres_settings: PostgresSettings, unused_address: str
) -> None:
    database = PostgresDatabase(postgres_settings.model_copy(update={"read_hosts": (unused_address,)}))
    async with database.lifespan(), database.read_session() as session:
        assert await session.scalar(text("SELECT 1")) == 1


async def test_a_server_without_the_database_does_not_end_the_search(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    missing = postgres_settings.model_copy(update={"name": "no_such_database"})
    servers = (f"localhost:{postgres_server.port}", *postgres_settings.hosts)
    database = PostgresDatabase(missing.model_copy(update={"hosts": servers}))
    async with database.lifespan():
        health = await database.ping(timeout=20)

    assert health.kind is ErrorKind.UNAVAILABLE
    assert health.detail.count('database "no_such_database" does not exist') == len(servers)
