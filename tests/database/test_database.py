"""The life of a database object: imported, set up, used, closed, and set up again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from castalia.database.failures import DatabaseNotSetUp, DatabaseUnreachableError
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings
from tests.database.application import application
from tests.database.notes import create_notes, texts
from tests.database.patience import LIMIT

if TYPE_CHECKING:
    from castalia.database.database import Database

IMPORT_ONLY = """
import sys

touched = []

def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "sqlite3.connect"}:
        touched.append((event, arguments))
    if event == "open" and ".env" in str(arguments[0]):
        touched.append((event, arguments))

sys.addaudithook(watch)

from castalia.database.deferred import DeferredDatabase
from castalia.database.postgres import PostgresDatabase
from castalia.database.sqlite import SQLiteDatabase

def settings():
    raise SystemExit("the settings were read")

for database in (PostgresDatabase(settings), SQLiteDatabase(settings), DeferredDatabase(settings)):
    assert not database.is_set_up
    repr(database)

import threading
assert threading.active_count() == 1
assert touched == [], touched
"""


def test_importing_and_constructing_reads_and_opens_nothing() -> None:
    subprocess.run([sys.executable, "-c", IMPORT_ONLY], check=True, timeout=60)


def test_setting_up_opens_no_connection() -> None:
    nowhere = PostgresDatabase(PostgresSettings(username="nobody", name="nothing", hosts=("host.invalid",)))

    nowhere.setup()

    assert nowhere.is_set_up


def test_before_setup_the_error_says_what_to_do(fresh_database: Database) -> None:
    with pytest.raises(DatabaseNotSetUp, match=r"call its setup\(\) in the application's lifespan"):
        fresh_database.session()


def test_a_request_before_setup_gets_that_error(fresh_database: Database) -> None:
    client = TestClient(application(fresh_database))

    with pytest.raises(ValueError, match="is not set up"):
        client.get("/read")


@pytest.mark.anyio
async def test_setting_up_twice_makes_one_engine(database: Database) -> None:
    engines = database.write_engine, database.read_engine

    database.setup()

    assert (database.write_engine, database.read_engine) == engines


@pytest.mark.anyio
async def test_closing_twice_is_no_error(database: Database) -> None:
    await database.aclose()
    await database.aclose()

    assert not database.is_set_up
    with pytest.raises(DatabaseNotSetUp):
        database.write_engine  # noqa: B018 - Reading it is the point.


def test_a_closed_database_can_be_set_up_in_another_event_loop(fresh_database: Database) -> None:
    async def use() -> list[str]:
        async with fresh_database.lifespan():
            await create_notes(fresh_database)
            return await texts(fresh_database)

    assert asyncio.run(use()) == []
    assert asyncio.run(use()) == []
    assert not fresh_database.is_set_up


def test_an_application_can_take_the_lifespan_as_its_own(fresh_database: Database) -> None:
    app = FastAPI(lifespan=fresh_database.lifespan)

    @app.get("/")
    async def state() -> bool:
        return fresh_database.is_set_up

    with TestClient(app) as client:
        assert client.get("/").json() is True
    assert not fresh_database.is_set_up


@pytest.mark.anyio
async def test_a_database_that_answers_is_ready(database: Database) -> None:
    await database.wait_ready(timeout=LIMIT)

    assert (await database.ping(timeout=LIMIT)).ok


@pytest.mark.anyio
async def test_waiting_for_a_database_ends(unused_address: str) -> None:
    nowhere = PostgresDatabase(PostgresSettings(username="nobody", name="nothing", hosts=(unused_address,)))
    nowhere.setup()

    with pytest.raises(DatabaseUnreachableError, match=r"did not become ready within 0\.1 s.*cannot be reached"):
        await nowhere.wait_ready(timeout=0.1)


@pytest.mark.anyio
async def test_a_full_pool_is_no_illness(database: Database) -> None:
    async with AsyncExitStack() as held:
        for _ in range(database.stats()["read"].size):
            await held.enter_async_context(database.read_engine.connect())

        assert (await database.ping(timeout=LIMIT)).ok
