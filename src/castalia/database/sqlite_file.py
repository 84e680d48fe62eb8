"""The path of a SQLite file comes in; a connection goes out, to a file that this user may only read as well.

Readers of a write-ahead log share memory through a file beside the database. Where neither that file is there
nor may be made, SQLite refuses even to read; but nobody can be writing then either, and it may be told so.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DisconnectionError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

REFUSALS = frozenset({"SQLITE_CANTOPEN", "SQLITE_READONLY_CANTINIT", "SQLITE_READONLY_DIRECTORY"})
"""What SQLite says where it cannot make the shared file."""


class UnchangingFile(sqlite3.Connection):
    """A connection that takes its file to be unchanging, and remembers what the file was."""

    path: Path
    seen: tuple[int, ...]

    def has_changed(self) -> bool:
        """Tell whether somebody else has written the file nevertheless."""
        return self.seen != _state(self.path)


def connect(name: str, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - The driver's own.
    """Connect to a file, or to a database in memory.

    Args:
        name: The file's absolute path, or ``:memory:``.
        options: What the driver takes.
    """
    connection: sqlite3.Connection = sqlite3.connect(name, **options)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorname not in REFUSALS or not _is_complete(Path(name)):
            raise
        return _connect_unchanging(Path(name), **options)
    return connection


def leave_when_changed(
    connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Replace a connection whose file was taken to be unchanging and is not; listens to a pool's ``checkout``."""
    driver = getattr(connection.driver_connection, "_connection", None)
    if isinstance(driver, UnchangingFile) and driver.has_changed():
        message = f"{driver.path} has been written since it was opened"
        raise DisconnectionError(message)


def _connect_unchanging(path: Path, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - The driver's own.
    state = _state(path)
    connection: UnchangingFile = sqlite3.connect(
        f"{path.as_uri()}?immutable=1", uri=True, factory=UnchangingFile, **options
    )
    connection.path, connection.seen = path, state
    return connection


def _is_complete(path: Path) -> bool:
    """Tell whether everything is in the file itself; what is still in a log would be overlooked."""
    log = path.with_name(f"{path.name}-wal")
    return path.is_file() and path.stat().st_size > 0 and not (log.exists() and log.stat().st_size)


def _state(path: Path) -> tuple[int, ...]:
    state = path.stat()
    return (state.st_ino, state.st_mtime_ns, state.st_size, _is_complete(path))
