"""An exception of any database driver comes in; what kind of failure it is goes out.

The drivers disagree: asyncpg lets a refused connection out as a plain ``OSError`` and a silent server as
``TimeoutError``, SQLAlchemy wraps the rest, SQLite numbers its errors and PostgreSQL has SQLSTATEs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import exc

if TYPE_CHECKING:
    from collections.abc import Iterator


class DatabaseNotSetUp(RuntimeError, ValueError):  # noqa: N818 - The published name; callers catch it as a ValueError.
    """A database was used before ``setup()``, or after ``aclose()``."""


class DatabaseUnreachableError(ConnectionError):
    """No server answers, or a connection broke."""


class DatabaseTimeoutError(TimeoutError):
    """The server took longer than the settings allow."""


class ErrorKind(StrEnum):
    """What went wrong, as far as a caller can act on it."""

    UNAVAILABLE = "unavailable"
    POOL_EXHAUSTED = "pool exhausted"
    TIMEOUT = "timeout"
    SERIALIZATION = "serialization"
    STALE_PLAN = "stale plan"
    READ_ONLY = "read only"
    INTEGRITY = "integrity"
    OTHER = "other"


TEMPORARY = frozenset(
    {
        ErrorKind.UNAVAILABLE,
        ErrorKind.POOL_EXHAUSTED,
        ErrorKind.TIMEOUT,
        ErrorKind.SERIALIZATION,
        ErrorKind.STALE_PLAN,
    }
)
"""What the same request may well not meet again in a moment."""

SQLSTATES = {
    "08": ErrorKind.UNAVAILABLE,
    "23": ErrorKind.INTEGRITY,
    # A wrong password and a missing database are mended at the server; this process then needs no restart.
    "28": ErrorKind.UNAVAILABLE,
    "3D000": ErrorKind.UNAVAILABLE,
    "53": ErrorKind.UNAVAILABLE,
    "25006": ErrorKind.READ_ONLY,
    "25P03": ErrorKind.TIMEOUT,
    "40001": ErrorKind.SERIALIZATION,
    "40P01": ErrorKind.SERIALIZATION,
    "55P03": ErrorKind.TIMEOUT,
    "57014": ErrorKind.TIMEOUT,
    "57P": ErrorKind.UNAVAILABLE,
}
"""PostgreSQL's codes, or their first characters where a whole class means the same."""

SQLITE_CODES = {
    "SQLITE_BUSY": ErrorKind.TIMEOUT,
    "SQLITE_BUSY_SNAPSHOT": ErrorKind.SERIALIZATION,
    "SQLITE_CANTOPEN": ErrorKind.UNAVAILABLE,
    "SQLITE_LOCKED": ErrorKind.TIMEOUT,
    "SQLITE_READONLY": ErrorKind.READ_ONLY,
    "SQLITE_READONLY_CANTINIT": ErrorKind.READ_ONLY,
    "SQLITE_READONLY_CANTLOCK": ErrorKind.READ_ONLY,
    "SQLITE_READONLY_DBMOVED": ErrorKind.UNAVAILABLE,
    "SQLITE_READONLY_DIRECTORY": ErrorKind.READ_ONLY,
    "SQLITE_READONLY_RECOVERY": ErrorKind.READ_ONLY,
    "SQLITE_READONLY_ROLLBACK": ErrorKind.READ_ONLY,
}

DRIVER_CLASSES = {
    "InvalidCachedStatementError": ErrorKind.STALE_PLAN,
    "OutdatedSchemaCacheError": ErrorKind.STALE_PLAN,
    "TargetServerAttributeNotMatched": ErrorKind.UNAVAILABLE,
}
"""asyncpg's exceptions without a telling SQLSTATE, by name, so that users of SQLite need not have asyncpg."""


def classify(error: BaseException) -> ErrorKind:
    """Name the kind of a failure; what did not come from a database is ``OTHER``, or an ``OSError``'s kind."""
    if isinstance(error, exc.TimeoutError):
        return ErrorKind.POOL_EXHAUSTED
    for link in _chain(error):
        kind = _kind_of(link)
        if kind is not None:
            return kind
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return ErrorKind.UNAVAILABLE
    return ErrorKind.OTHER


def sqlstate(error: BaseException | None) -> str | None:
    """Find PostgreSQL's code in an exception or in what it was raised from."""
    codes = (getattr(link, "sqlstate", None) for link in _chain(error))
    return next((code for code in codes if isinstance(code, str)), None)


def is_temporary(error: BaseException) -> bool:
    """Tell whether the same request may succeed in a moment.

    A refused write is temporary only when it revealed that the server had been demoted, so that its
    connections were given up; otherwise somebody writes where only reading is meant.
    """
    kind = classify(error)
    return kind in TEMPORARY or (kind is ErrorKind.READ_ONLY and getattr(error, "connection_invalidated", False))


def may_repeat(error: BaseException, *, committing: bool) -> bool:
    """Tell whether a transaction may be run again: nothing of it can have stayed, and it does not take longer."""
    kind = classify(error)
    if kind in {ErrorKind.SERIALIZATION, ErrorKind.STALE_PLAN}:
        return True
    return not committing and is_temporary(error) and kind not in {ErrorKind.TIMEOUT, ErrorKind.POOL_EXHAUSTED}


def translate(error: OSError) -> OSError:
    """Turn what a driver lets out of the network into an exception that can be told from a missing file."""
    if isinstance(error, (DatabaseUnreachableError, DatabaseTimeoutError)):
        return error
    if isinstance(error, TimeoutError):
        message = "the database did not answer in time; is the server overloaded, or the network down?"
        return DatabaseTimeoutError(message)
    return DatabaseUnreachableError(
        f"the database cannot be reached: {error}; does its server run, and are the address and the TLS settings right?"
    )


def forget_frames(error: BaseException) -> None:
    """Cut an exception's tracebacks, and those of what it was raised from.

    A driver that signs in holds the password in local variables, which some tracebacks print.
    """
    waiting: list[BaseException | None] = [error]
    seen: list[BaseException] = []
    while waiting:
        link = waiting.pop()
        if link is None or any(link is known for known in seen):
            continue
        seen.append(link)
        link.__traceback__ = None
        waiting += [link.__cause__, link.__context__]


def _kind_of(error: BaseException) -> ErrorKind | None:
    # ConnectionDoesNotExistError and its like are in class 08, and TimeoutError is an OSError: the order matters.
    if isinstance(error, TimeoutError):
        return ErrorKind.TIMEOUT
    if isinstance(error, OSError):
        return ErrorKind.UNAVAILABLE
    code = getattr(error, "sqlstate", None) or ""
    by_code = next((SQLSTATES[code[:length]] for length in (5, 3, 2) if code[:length] in SQLSTATES), None)
    by_class = DRIVER_CLASSES.get(type(error).__name__)
    return by_class or by_code or SQLITE_CODES.get(getattr(error, "sqlite_errorname", "")) or _integrity(error)


def _integrity(error: BaseException) -> ErrorKind | None:
    return ErrorKind.INTEGRITY if isinstance(error, exc.IntegrityError) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Follow an exception to its causes.

    SQLAlchemy keeps the driver's exception in ``orig`` and its cause; its own shortcut,
    ``driver_exception``, raises an error itself for stale plans.
    """
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = getattr(error, "orig", None) or error.__cause__
