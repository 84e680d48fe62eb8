"""What operators see of a database in Prometheus' format."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import exc, text

from castalia.database.metrics import Metrics
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.notes import Note, create_notes, texts
from tests.database.patience import until

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


def watched(database: Database) -> Metrics:
    metrics = Metrics(CollectorRegistry())
    metrics.watch(database)
    return metrics


def value(metrics: Metrics, name: str, **labels: str) -> float:
    """Read one value from the text that Prometheus would get."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    wanted = {"database": "main", **labels}
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return next((sample.value for sample in samples if sample.labels == wanted), 0)


async def test_the_time_of_statements_is_counted_by_role(database: Database) -> None:
    await create_notes(database)
    # SQLAlchemy asks each new server a few things.
    await texts(database)
    metrics = watched(database)

    async with database.transaction() as session:
        session.add(Note(text="one"))
    for _ in range(2):
        await texts(database)

    # On SQLite the statement that takes the write lock is one too: it may wait for another process.
    taking_the_lock = 1 if database.write_engine.dialect.name == "sqlite" else 0
    assert value(metrics, "database_query_seconds_count", role="write") == 1 + taking_the_lock
    assert value(metrics, "database_query_seconds_count", role="read") == 2
    assert value(metrics, "database_query_seconds_sum", role="read") > 0


async def test_the_state_of_each_pool_is_shown(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db", read_pool_size=3))
    metrics = watched(database)
    async with database.lifespan(), database.read_engine.connect():
        async with database.write_engine.connect():
            waiter = asyncio.ensure_future(create_notes(database))
            await until(lambda: database.stats()["write"].waiting == 1)
            read = [value(metrics, f"database_pool_{name}", role="read") for name in ("size", "in_use", "waiting")]
            write = [value(metrics, f"database_pool_{name}", role="write") for name in ("size", "in_use", "waiting")]
        await waiter

    assert read == [3, 1, 0]
    assert write == [1, 1, 1]


async def test_waits_are_counted(database: Database) -> None:
    metrics = watched(database)

    async with database.read_engine.connect():
        pass

    assert value(metrics, "database_pool_wait_seconds_count", role="read") == 1


async def test_a_failed_statement_is_counted_by_its_kind(database: Database) -> None:
    await create_notes(database)
    metrics = watched(database)

    for _ in range(2):
        with pytest.raises(exc.IntegrityError):
            async with database.transaction() as session:
                await session.execute(text("INSERT INTO note (id, text) VALUES (1, NULL)"))

    assert value(metrics, "database_errors_total", role="write", kind="integrity") == 2


async def test_a_server_that_is_away_is_counted_once_per_request(unused_address: str) -> None:
    database = PostgresDatabase(PostgresSettings(username="alice", name="nothing", hosts=(unused_address,)))
    metrics = watched(database)
    async with database.lifespan():
        with pytest.raises(OSError, match="cannot be reached"):
            await database.read_engine.connect()

    assert value(metrics, "database_errors_total", role="read", kind="unavailable") == 1


async def test_an_exhausted_pool_is_counted(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db", pool_timeout=0.01))
    metrics = watched(database)
    async with database.lifespan(), database.write_engine.connect():
        with pytest.raises(exc.TimeoutError):
            await database.write_engine.connect()

    assert value(metrics, "database_errors_total", role="write", kind="pool exhausted") == 1


async def test_what_is_set_up_again_is_measured_again(tmp_path: Path) -> None:
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "test.db"))
    metrics = watched(database)
    for _ in range(2):
        async with database.lifespan(), database.read_session() as session:
            await session.execute(text("SELECT 1"))

    assert value(metrics, "database_query_seconds_count", role="read") == 2
    assert value(metrics, "database_pool_size", role="read") == 0


async def test_in_memory_nothing_is_counted_twice() -> None:
    database = SQLiteDatabase(SQLiteSettings())
    metrics = watched(database)
    async with database.lifespan(), database.read_session() as session:
        await session.execute(text("SELECT 1"))

    assert value(metrics, "database_pool_wait_seconds_count", role="write") == 1


async def test_several_databases_share_one_registry(tmp_path: Path) -> None:
    first, second = (SQLiteDatabase(SQLiteSettings(path=tmp_path / name)) for name in ("one.db", "two.db"))
    metrics = watched(first)
    metrics.watch(second, name="second")
    async with first.lifespan(), second.lifespan(), second.read_session() as session:
        await session.execute(text("SELECT 1"))

    assert value(metrics, "database_query_seconds_count", role="read") == 0
    assert value(metrics, "database_query_seconds_count", role="read", database="second") == 1


async def test_an_application_answers_with_the_metrics(database: Database) -> None:
    app = FastAPI()
    watched(database).install(app)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "database_pool_size{" in answer.text
