"""Settings come in; a ``Database`` in a SQLite file, or in memory, goes out."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy.util import await_

from castalia.database import sqlite_file
from castalia.database.database import Database
from castalia.database.pool import FairPool
from castalia.database.settings import resolve
from castalia.database.sqlite_cursor import PromptCursor

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

    from castalia.database.engines import Engines, Role
    from castalia.database.settings import SQLiteSettings

ROLE = "castalia_role"
"""The execution option that tells readers from writers where both use one connection."""


class SQLiteDatabase(Database):
    """A database in a SQLite file: one connection writes, several read meanwhile.

    In memory a single connection does both, one session after the other; the data lives as long as it,
    which is until ``aclose()``, or until a running statement is cancelled.

    Args:
        settings: Where it lies, or what gives that when it is needed.
    """

    def __init__(self, settings: SQLiteSettings | Callable[[], SQLiteSettings]) -> None:
        super().__init__()
        self._settings = settings

    def get_connection_string(self, driver: str | None = None) -> URL:
        """Give the address of the file.

        Args:
            driver: ``pysqlite`` for synchronous tools; else aiosqlite.
        """
        path = resolve(self._settings).path
        # An absolute path is neither taken for a URI nor for the name of a database in memory.
        return URL.create(f"sqlite+{driver or 'aiosqlite'}", database=str(path.absolute()) if path else None)

    def engine_options(self, role: Role) -> dict[str, Any]:
        """Give the options of an engine."""
        settings = resolve(self._settings)
        return {
            "poolclass": FairPool,
            # With one writing connection its users wait their turn here, six times faster than at the file's lock.
            "pool_size": settings.read_pool_size if role == "read" else 1,
            "max_overflow": 0,
            "pool_timeout": settings.pool_timeout,
            # The driver's own transactions begin too late: with the first write, when another may have
            # changed what was read before. Without them ``_begin`` says when.
            "connect_args": {
                "isolation_level": None,
                "timeout": settings.busy_timeout,
                "async_creator_fn": _open,
            },
            # Outside of a transaction there is nothing to roll back, so that need not be sent to the driver's thread.
            "skip_autocommit_rollback": role == "read",
        }

    def on_connect(self, dbapi_connection: DBAPIConnection, role: Role) -> None:
        """Set what SQLite forgets with each connection."""
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        if role == "read":
            cursor.execute("PRAGMA query_only = ON")
        else:
            _write_ahead(cursor, patience=resolve(self._settings).busy_timeout)
            # With it a commit can be lost, but nothing be damaged, and that only when the power fails.
            cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    def create_engines(self) -> Engines:
        """Make the engines, without I/O."""
        engines = super().create_engines()
        for engine in (engines.write, engines.read):
            event.listen(engine.sync_engine, "checkout", sqlite_file.leave_when_changed)
        event.listen(engines.write.sync_engine, "begin", _begin)
        if resolve(self._settings).path is None:
            return replace(engines, read=engines.write.execution_options(**{ROLE: "read"}))
        return engines


HEARING = 0.05
"""Seconds after which a connection that still works is interrupted once more."""


class _Connection(aiosqlite.Connection):
    """A connection that remembers the end of its thread, and whose thread keeps no process alive."""

    ended: asyncio.Future[Any] | None = None

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True

    def cursor(self) -> PromptCursor:  # type: ignore[override]  # It is made without an errand, so at once.
        """Give a cursor."""
        return PromptCursor(self)

    def stop(self) -> asyncio.Future[Any] | None:
        """Close in the thread and end it; once, since nobody would be there to answer a second time."""
        self.ended = self.ended or super().stop()
        return self.ended

    async def close(self) -> None:
        """Close, giving up a statement that still runs: whoever waited for it was cancelled."""
        if self._connection is not None and self.ended is None:
            await self.interrupt()
            # An interruption lasts until the next statement; closing would leave the write-ahead log behind.
            # It even lasts past that one when rows of another were read in part; the log then waits.
            settled = asyncio.gather(self.execute_fetchall("SELECT 1"), return_exceptions=True)
            # A statement that had not begun did not hear of the interruption.
            while not (await asyncio.wait({settled}, timeout=HEARING))[0]:
                await self.interrupt()
        ended = self.stop()
        if ended is not None:
            await ended


async def _open(*arguments: Any, **options: Any) -> aiosqlite.Connection:  # noqa: ANN401 - The driver's own.
    connection = _Connection(partial(sqlite_file.connect, *arguments, **options))
    try:
        return await connection
    except sqlite3.Error:
        # The thread still has to report its end; when the event loop were closed by then, it would print a traceback.
        if connection.ended is not None:
            await connection.ended
        raise


def _write_ahead(cursor: DBAPICursor, *, patience: float) -> None:
    """Let readers see the last commit while a writer works."""
    deadline = monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or monotonic() > deadline:
                raise
        else:
            return
        # SQLite itself does not wait here for another process that makes the same change to a new file.
        await_(asyncio.sleep(0.01))


def _begin(connection: Connection) -> None:
    in_memory = connection.engine.url.database is None
    reads = connection.get_execution_options().get(ROLE) == "read"
    if in_memory:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")
    if not reads:
        # Taken now, the write lock cannot be refused later: a transaction that only read so far gets no second chance.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
