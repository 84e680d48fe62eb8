"""A process of a service, as others see it: it asks questions whose answers tell whether they were mixed up."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from castalia.database.postgres import PostgresDatabase

if TYPE_CHECKING:
    from castalia.database.settings import PostgresSettings

CLIENTS = 8
KINDS = 10


def ask(settings: PostgresSettings, name: int, *, questions: int) -> Counter[str]:
    """Ask many questions, several at once, and count the ``right`` and ``wrong`` answers and the ``errors``.

    Args:
        settings: The database.
        name: What tells this process from others.
        questions: How many.
    """
    return asyncio.run(_ask_all(PostgresDatabase(settings), name, questions))


async def _ask_all(database: PostgresDatabase, name: int, questions: int) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    numbers = iter(range(questions))

    async def client() -> None:
        for number in numbers:
            outcomes[await _outcome(database, name, number)] += 1

    async with database.lifespan():
        await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return outcomes


async def _outcome(database: PostgresDatabase, name: int, number: int) -> str:
    # Every process has statements of its own, under the names that the driver gives them in all of them.
    statement = text(f"SELECT {name} AS name, {number % KINDS} AS kind, CAST(:number AS integer) AS number")
    sessions = database.read_session if number % 2 else database.session
    try:
        async with sessions() as session:
            row = (await session.execute(statement, {"number": number})).one()
    except (SQLAlchemyError, OSError):
        return "errors"
    return "right" if tuple(row) == (name, number % KINDS, number) else "wrong"
