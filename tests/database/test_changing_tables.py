"""Tables that are altered under a running application: a plan may be stale once, and then never again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from castalia.database.failures import ErrorKind, classify
from castalia.database.postgres import PostgresDatabase
from tests.database.notes import Note, create_notes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

EVERYTHING = text("SELECT * FROM note")
QUERIES = 10

CHANGES = [
    "ALTER TABLE note ADD COLUMN mood text",
    "ALTER TABLE note ALTER COLUMN text TYPE varchar(50)",
    "DROP TABLE note; CREATE TABLE note (id serial PRIMARY KEY, text varchar(20), answers integer, mood text)",
]


@pytest.fixture
async def database(postgres_settings: PostgresSettings) -> AsyncIterator[PostgresDatabase]:
    """A database with a note, and plans for all notes on every connection."""
    database = PostgresDatabase(postgres_settings)
    async with database.lifespan():
        await create_notes(database)
        async with database.transaction() as session:
            session.add(Note(text="kept"))
        for engine in (database.write_engine, database.read_engine):
            connections = await asyncio.gather(*(engine.connect() for _ in range(5)))
            await asyncio.gather(*(connection.execute(EVERYTHING) for connection in connections))
            await asyncio.gather(*(connection.close() for connection in connections))
        yield database


async def ask(opened: AbstractAsyncContextManager[AsyncSession]) -> ErrorKind | None:
    """Ask for everything; give the kind of failure, if it fails."""
    try:
        async with opened as session:
            await session.execute(EVERYTHING)
    except SQLAlchemyError as error:
        return classify(error)
    return None


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_costs_each_engine_one_stale_plan_at_most(
    database: PostgresDatabase, postgres_settings: PostgresSettings, postgres_server: PostgresServer, change: str
) -> None:
    await asyncio.to_thread(postgres_server.execute, change, database=postgres_settings.name)

    for opened in (database.read_session, database.session):
        kinds = [kind for kind in [await ask(opened()) for _ in range(QUERIES)] if kind is not None]

        assert kinds in ([], [ErrorKind.STALE_PLAN])


async def test_work_that_may_be_repeated_does_not_notice_a_change(
    database: PostgresDatabase, postgres_settings: PostgresSettings, postgres_server: PostgresServer
) -> None:
    async def work(session: AsyncSession) -> int:
        attempts.append(1)
        return len((await session.execute(EVERYTHING)).all())

    attempts: list[int] = []
    await asyncio.to_thread(postgres_server.execute, CHANGES[0], database=postgres_settings.name)
    counts = await asyncio.gather(*(database.run_tx(work) for _ in range(QUERIES)))

    assert counts == [1] * QUERIES
    # Without a repetition this test would show nothing.
    assert len(attempts) > QUERIES
