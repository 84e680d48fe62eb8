"""A process that used a database ends, and says nothing."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.database.program import command, environment

if TYPE_CHECKING:
    from castalia.database.settings import PostgresSettings, SQLiteSettings

PATIENCE = 60
"""Seconds, far more than any of these processes takes; a process that hangs fails its test."""

USE = """
from sqlalchemy import text

async def use():
    database.setup()
    for opened in (database.session, database.read_session, database.transaction):
        async with opened() as session:
            await session.execute(text("SELECT 1"))
    assert (await database.ping(timeout=30)).ok
"""

TWO_LOOPS = """
async def use_and_close():
    await use()
    await database.aclose()

asyncio.run(use_and_close())
asyncio.run(use_and_close())
"""

FORGOTTEN = """
asyncio.run(use())
"""


def run(program: str, settings: SQLiteSettings | PostgresSettings) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(program, settings), env=environment(), check=False, capture_output=True, text=True, timeout=PATIENCE
    )


def test_a_process_with_two_event_loops_ends_without_a_word(each_settings: SQLiteSettings | PostgresSettings) -> None:
    ran = run(USE + TWO_LOOPS, each_settings)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_process_ends_even_when_nobody_closed_the_database(each_settings: SQLiteSettings | PostgresSettings) -> None:
    assert run(USE + FORGOTTEN, each_settings).returncode == 0
