"""How PostgreSQL is reached, left and guarded."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from castalia.database.failures import DatabaseTimeoutError, DatabaseUnreachableError, ErrorKind, classify
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings
from tests.database.notes import Note, create_notes, texts
from tests.database.patience import LIMIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

PASSWORDS = ["p@ss", "p:ss", "p/ss", "p?ss", "p#ss", "p%40ss", "p ss", "p[ss", "p@ss:w/rd#1%40?=&x", "päss"]


@pytest.fixture
async def postgres(postgres_settings: PostgresSettings) -> AsyncIterator[PostgresDatabase]:
    database = PostgresDatabase(postgres_settings)
    async with database.lifespan():
        yield database


def settings(**values: Any) -> PostgresSettings:  # noqa: ANN401 - Any setting.
    return PostgresSettings(**{"username": "alice", "name": "wonderland", "hosts": ("db",), **values})


async def scalar(database: PostgresDatabase, statement: str) -> object:
    async with database.session() as session:
        return await session.scalar(text(statement))


@pytest.mark.parametrize("password", PASSWORDS)
async def test_any_password_connects_and_none_is_shown(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer, password: str
) -> None:
    role = f"role_{postgres_settings.name}"
    postgres_server.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    database = PostgresDatabase(
        postgres_settings.model_copy(update={"username": role, "password": SecretStr(password)})
    )
    async with database.lifespan():
        user = await scalar(database, "SELECT current_user")
        shown = f"{database!r} {database} {database.get_connection_string()} {database.write_engine}"
    postgres_server.execute(f"DROP ROLE {role}")

    assert user == role
    assert password not in shown
    assert (
        make_url(database.get_connection_string("psycopg").render_as_string(hide_password=False)).password == password
    )


def test_the_connection_string_is_for_asyncpg_and_masked() -> None:
    url = PostgresDatabase(settings(password=SecretStr("tea"))).get_connection_string()

    assert str(url) == "postgresql+asyncpg://alice:***@db:5432/wonderland?target_session_attrs=read-write"


def test_the_connection_string_can_name_a_driver_on_libpq() -> None:
    database = PostgresDatabase(settings(ssl="verify-full", ssl_root_cert=Path("/ca.pem"), application_name="tea"))

    url = database.get_connection_string("psycopg")

    assert url.drivername == "postgresql+psycopg"
    assert dict(url.query) == {
        "application_name": "tea",
        "connect_timeout": "5",
        "sslmode": "verify-full",
        "sslrootcert": "/ca.pem",
        "target_session_attrs": "read-write",
    }


def test_several_hosts_and_sockets_are_named_in_the_query() -> None:
    several = PostgresDatabase(settings(hosts=("a:1", "[::1]:2"))).get_connection_string()
    unix = PostgresDatabase(settings(hosts=("/run/postgresql",))).get_connection_string()

    assert (several.host, several.query["host"], several.query["port"]) == (None, "a,::1", "1,2")
    assert (unix.host, unix.query["host"], unix.query["port"]) == (None, "/run/postgresql", "5432")


def test_readers_go_to_the_read_hosts() -> None:
    database = PostgresDatabase(settings(hosts=("a:1",), read_hosts=("b:2",)))

    assert (database.engine_url("write").host, database.engine_url("read").host) == ("a", "b")


async def test_a_dead_host_is_passed_over(postgres_settings: PostgresSettings, unused_address: str) -> None:
    hosts = (unused_address, *postgres_settings.hosts)
    database = PostgresDatabase(postgres_settings.model_copy(update={"hosts": hosts}))
    async with database.lifespan():
        assert await scalar(database, "SELECT 1") == 1
        async with database.read_session() as session:
            assert await session.scalar(text("SELECT 1")) == 1


async def test_a_host_that_only_reads_is_passed_over_by_writers(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    postgres_server.execute(f"ALTER DATABASE {postgres_settings.name} SET default_transaction_read_only = on")
    database = PostgresDatabase(postgres_settings)
    async with database.lifespan():
        health = await database.ping(timeout=LIMIT)

    assert (health.ok, health.kind) == (False, ErrorKind.UNAVAILABLE)


async def test_a_demoted_server_is_left_after_one_failure(postgres: PostgresDatabase) -> None:
    await create_notes(postgres)
    for _ in range(2):
        async with postgres.session() as session:
            await session.execute(text("SET default_transaction_read_only = on"))
            await session.commit()

    with pytest.raises(DBAPIError) as caught:
        async with postgres.transaction() as session:
            session.add(Note(text="refused"))
    async with postgres.transaction() as session:
        session.add(Note(text="kept"))

    assert classify(caught.value) is ErrorKind.READ_ONLY
    assert await texts(postgres) == ["kept"]


async def test_a_refused_write_does_not_cost_a_reader_its_connection(postgres: PostgresDatabase) -> None:
    backends = []
    for _ in range(2):
        async with postgres.read_session() as session:
            backends.append(await session.scalar(text("SELECT pg_backend_pid()")))
            with pytest.raises(DBAPIError):
                await session.execute(text("CREATE TABLE refused ()"))

    assert backends[0] == backends[1]


async def test_a_connection_that_the_server_ended_fails_once(
    postgres: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    backend = await scalar(postgres, "SELECT pg_backend_pid()")
    postgres_server.execute(f"SELECT pg_terminate_backend({backend}, 5000)")

    with pytest.raises((DBAPIError, DatabaseUnreachableError)) as caught:
        await scalar(postgres, "SELECT 1")

    assert classify(caught.value) is ErrorKind.UNAVAILABLE
    assert await scalar(postgres, "SELECT 1") == 1


async def test_readers_find_a_new_connection_without_a_failure(
    postgres: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    async with postgres.read_session() as session:
        backend = await session.scalar(text("SELECT pg_backend_pid()"))
    # Meanwhile the event loop turns, and sees the connection close.
    await asyncio.to_thread(postgres_server.execute, f"SELECT pg_terminate_backend({backend}, 5000)")

    async with postgres.read_session() as session:
        assert await session.scalar(text("SELECT 1")) == 1


async def test_a_slow_statement_is_ended_by_the_server_and_the_connection_survives(postgres: PostgresDatabase) -> None:
    async with postgres.session() as session:
        backend = await session.scalar(text("SELECT pg_backend_pid()"))
        # For this transaction alone: what sets a connection up may take longer on a busy machine.
        await session.execute(text("SET LOCAL statement_timeout = '50ms'"))
        with pytest.raises(DBAPIError) as caught:
            await session.execute(text("SELECT pg_sleep(5)"))
        await session.rollback()

        assert classify(caught.value) is ErrorKind.TIMEOUT
        assert await session.scalar(text("SELECT pg_backend_pid()")) == backend


async def test_an_answer_that_does_not_come_is_given_up(postgres_settings: PostgresSettings) -> None:
    impatient = {"statement_timeout": 0, "command_timeout": 0.05}
    database = PostgresDatabase(postgres_settings.model_copy(update=impatient))
    async with database.lifespan():
        with pytest.raises(DatabaseTimeoutError):
            await scalar(database, "SELECT pg_sleep(5)")

        assert database.stats()["write"].in_use == 0


async def test_the_server_knows_its_limits_and_its_clients(postgres: PostgresDatabase) -> None:
    async with postgres.read_session() as session:
        shown = {
            name: await session.scalar(text(f"SHOW {name}"))
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }
        name = await session.scalar(text("SHOW application_name"))

    assert shown == {
        "statement_timeout": "20s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "1min",
    }
    assert str(name).startswith("castalia:read:")


async def test_behind_pgbouncer_nothing_is_prepared_and_readers_still_cannot_write(
    postgres_settings: PostgresSettings,
) -> None:
    database = PostgresDatabase(postgres_settings.model_copy(update={"pgbouncer": True}))
    async with database.lifespan():
        await create_notes(database)
        prepared = await scalar(database, "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''")
        async with database.read_session() as session:
            session.add(Note(text="refused"))
            with pytest.raises(DBAPIError) as caught:
                await session.flush()

    assert prepared == 0
    assert classify(caught.value) is ErrorKind.READ_ONLY
    assert set(database.engine_options("read")["connect_args"]["server_settings"]) == {"application_name"}


@pytest.mark.parametrize("word", ["disable", "allow", "prefer"])
async def test_a_server_without_tls_is_reached_where_tls_is_optional(
    postgres_settings: PostgresSettings, word: str
) -> None:
    database = PostgresDatabase(postgres_settings.model_copy(update={"ssl": word}))
    async with database.lifespan():
        assert await scalar(database, "SELECT 1") == 1


async def test_a_server_without_tls_is_refused_where_tls_is_required(postgres_settings: PostgresSettings) -> None:
    database = PostgresDatabase(postgres_settings.model_copy(update={"ssl": "require"}))
    async with database.lifespan():
        health = await database.ping(timeout=LIMIT)

    assert (health.ok, health.kind) == (False, ErrorKind.UNAVAILABLE)
    assert "SSL" in health.detail
