"""Waiting for one's turn: a transaction that is the only one to write the index."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from castalia.database.dialects import storage_of
from castalia.errors import IndexBusyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database

_listeners: list[Callable[[], None]] = []


def on_written(listener: Callable[[], None]) -> None:
    """Call somebody whenever this process may have changed an index, and its transaction has ended."""
    _listeners.append(listener)


PATIENCE = 600.0
"""Seconds to wait for whoever writes; a version takes half a minute even on a slow machine."""

PAUSE = 0.2
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


@asynccontextmanager
async def exclusive(
    database: Database, *, patience: float = PATIENCE, waiting: Callable[[], None] | None = None
) -> AsyncIterator[AsyncSession]:
    """Give a transaction once no other process writes the index; it commits at the end.

    Args:
        database: A database that is set up.
        patience: Seconds to wait for the others.
        waiting: Called once when there is something to wait for.

    Raises:
        IndexBusyError: Another process still writes after that time.
    """
    deadline = time.monotonic() + patience
    told = False
    async with AsyncExitStack() as outer, AsyncExitStack() as stack:
        for listener in _listeners:
            outer.callback(listener)
        while (session := await _attempt(database, stack)) is None:
            if time.monotonic() > deadline:
                message = "another `castalia index` is writing this index; wait for it to finish and try again"
                raise IndexBusyError(message)
            if waiting is not None and not told:
                waiting()
                told = True
            await asyncio.sleep(PAUSE)
        yield session


async def _attempt(database: Database, stack: AsyncExitStack) -> AsyncSession | None:
    """Begin the transaction and take the lock; nothing when another process holds it."""
    async with AsyncExitStack() as attempt:
        try:
            session = await attempt.enter_async_context(database.transaction())
            connection = await session.connection()
            await storage_of(connection).lock(connection)
        except IndexBusyError:
            return None
        except OperationalError as error:
            # SQLite's only write lock is taken when the transaction begins, so that is where it is refused.
            if getattr(error.orig, "sqlite_errorname", "") not in BUSY:
                raise
            return None
        stack.push_async_exit(attempt.pop_all())
        return session
