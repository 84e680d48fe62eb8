"""The index's tables come into being once, however many processes start at the same moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from castalia.database.models import IndexMetadata
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import check_format, create_schema
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.patience import LIMIT
from tests.database.program import command, environment

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.database.settings import PostgresSettings

pytestmark = pytest.mark.anyio

TASKS = 10
PROCESSES = 3

WORKER = """
from castalia.database.schema import create_schema

async def work():
    async with database.lifespan():
        sys.stdout.write("ready\\n")
        sys.stdout.flush()
        sys.stdin.readline()
        await create_schema(database)

asyncio.run(work())
"""


@pytest.fixture
def fresh_database(each_settings: SQLiteSettings | PostgresSettings) -> Database:
    """That database, not set up."""
    return (
        SQLiteDatabase(each_settings) if isinstance(each_settings, SQLiteSettings) else PostgresDatabase(each_settings)
    )


async def assert_one_index(database: Database) -> None:
    async with database.read_session() as session:
        await check_format(session)
        assert await session.scalar(select(func.count()).select_from(IndexMetadata)) == 1


async def test_many_tasks_create_the_schema_once(database: Database) -> None:
    await asyncio.gather(*(create_schema(database) for _ in range(TASKS)))

    await assert_one_index(database)


async def test_processes_that_start_at_once_create_the_schema_once(
    database: Database, each_settings: SQLiteSettings | PostgresSettings
) -> None:
    pipe = asyncio.subprocess.PIPE
    workers = [
        await asyncio.create_subprocess_exec(
            *command(WORKER, each_settings), env=environment(), stdin=pipe, stdout=pipe, stderr=pipe
        )
        for _ in range(PROCESSES)
    ]
    async with asyncio.timeout(2 * LIMIT):
        for worker in workers:
            assert worker.stdout is not None
            await worker.stdout.readline()
        ends = await asyncio.gather(*(worker.communicate(b"go\n") for worker in workers))

    assert [(worker.returncode, *end) for worker, end in zip(workers, ends, strict=True)] == [(0, b"", b"")] * PROCESSES
    await assert_one_index(database)
