"""What a service answers while its database is away, slow or busy."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest
from pydantic import SecretStr

from castalia.database.failures import ErrorKind
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.application import application
from tests.database.notes import create_notes
from tests.database.patience import LIMIT, until_ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from castalia.database.database import Database
    from castalia.database.engines import Role
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

PASSWORD = "looking-glass"  # noqa: S105 - It opens nothing; no answer may show it.


@asynccontextmanager
async def service(database: Database, *, needs: Role = "write") -> AsyncIterator[httpx2.AsyncClient]:
    app = application(database)
    database.install(app, needs=needs)
    async with (
        database.lifespan(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client,
    ):
        yield client


def postgres_at(address: str, *, patience: float = LIMIT) -> PostgresDatabase:
    settings = PostgresSettings(
        username="alice", password=SecretStr(PASSWORD), name="nothing", hosts=(address,), connect_timeout=patience
    )
    return PostgresDatabase(settings)


def assert_unavailable(answer: httpx2.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["status"] == 503
    assert "Try again" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/read", "/health/ready"])
async def test_a_server_that_is_down_is_a_503(unused_address: str, path: str, caplog: pytest.LogCaptureFixture) -> None:
    async with service(postgres_at(unused_address)) as client:
        answer = await client.get(path)

    assert_unavailable(answer)
    assert "cannot be reached" in answer.json()["detail"]
    assert "unavailable" in caplog.text
    assert PASSWORD not in caplog.text + answer.text


@pytest.mark.parametrize("path", ["/read", "/health/ready"])
async def test_a_silent_server_is_a_503_in_bounded_time(silent_address: str, path: str) -> None:
    async with asyncio.timeout(LIMIT), service(postgres_at(silent_address, patience=0.2)) as client:
        answer = await client.get(path)

    assert_unavailable(answer)
    assert "too long" in answer.json()["detail"]


async def test_an_unknown_host_is_a_503() -> None:
    async with service(postgres_at("host.invalid")) as client:
        assert_unavailable(await client.get("/read"))


async def test_a_process_lives_without_its_database(unused_address: str) -> None:
    async with service(postgres_at(unused_address)) as client:
        answer = await client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


async def test_a_database_that_answers_is_ready(fresh_database: Database) -> None:
    async with service(fresh_database) as client:
        answer = await until_ready(client)

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_a_file_that_cannot_be_opened_is_a_503(tmp_path: Path) -> None:
    nowhere = SQLiteDatabase(SQLiteSettings(path=tmp_path / "missing" / "test.db"))
    async with service(nowhere) as client:
        assert_unavailable(await client.get("/read"))
        assert_unavailable(await client.get("/health/ready"))


async def test_a_service_notices_that_its_server_stops_and_comes_back(
    postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    database = PostgresDatabase(postgres_settings)
    async with service(database) as client:
        await create_notes(database)
        before = (await client.post("/tx")).status_code
        postgres_server.stop()
        try:
            down = [await client.get("/health/ready"), await client.post("/tx"), await client.get("/read")]
            alive = (await client.get("/health/live")).status_code
        finally:
            postgres_server.start()
        after = [await until_ready(client), await client.post("/tx"), await client.get("/read")]

    assert (before, alive) == (200, 200)
    for answer in down:
        assert_unavailable(answer)
    assert [answer.status_code for answer in after] == [200, 200, 200]


async def test_a_wrong_password_is_unavailable_and_not_shown(postgres_settings: PostgresSettings) -> None:
    database = PostgresDatabase(postgres_settings.model_copy(update={"password": SecretStr(PASSWORD)}))
    async with service(database):
        health = await database.ping(timeout=LIMIT)

    assert (health.ok, health.kind) == (False, ErrorKind.UNAVAILABLE)
    assert "password authentication failed" in health.detail
    assert PASSWORD not in health.detail


async def test_an_exhausted_pool_is_a_503(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db", pool_timeout=0.1))
    async with service(database) as client:
        await create_notes(database)
        async with database.transaction() as session:
            await session.connection()
            answer = await client.post("/tx")

    assert_unavailable(answer)
    assert "Too many requests" in answer.json()["detail"]


async def test_a_service_is_not_ready_while_somebody_holds_every_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [0.0]
    monkeypatch.setattr("castalia.database.pool.perf_counter", lambda: moments[-1])
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db", pool_timeout=0.1))
    async with service(database) as client:
        async with database.transaction() as session:
            await session.connection()
            at_first = await until_ready(client)
            await client.post("/tx")
            moments.append(0.2)
            then = await client.get("/health/ready")
            alive = await client.get("/health/live")
        at_last = await until_ready(client)

    assert (at_first.status_code, alive.status_code, at_last.status_code) == (200, 200, 200)
    assert_unavailable(then)
    assert "Too many requests" in then.json()["detail"]


async def test_a_mistake_in_a_statement_is_not_called_unavailable(fresh_database: Database) -> None:
    async with service(fresh_database) as client:
        with pytest.raises(Exception, match="note"):
            await client.get("/read")


@pytest.mark.parametrize(("processes", "warned"), [(9, False), (10, True)])
async def test_waiting_warns_of_pools_that_are_larger_than_the_server(
    postgres_settings: PostgresSettings, caplog: pytest.LogCaptureFixture, processes: int, *, warned: bool
) -> None:
    database = PostgresDatabase(postgres_settings.model_copy(update={"processes": processes}))
    async with database.lifespan():
        await database.wait_ready()

    assert ("may ask for 100 connections, and the server takes 97" in caplog.text) is warned


async def test_a_service_that_only_reads_is_ready_whoever_holds_the_connection_that_writes(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db", pool_timeout=0.1))
    async with service(database, needs="read") as client, database.transaction() as session:
        await session.connection()
        refused, ready = await client.post("/tx"), await until_ready(client)

    assert (refused.status_code, ready.status_code) == (503, 200)
