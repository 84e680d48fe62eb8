"""A URL and options come in; an engine goes out that gives up what is broken and names network failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from castalia.database.failures import sqlstate, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Dialect
    from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.pool import ConnectionPoolEntry

Role = Literal["write", "read"]
ROLES: tuple[Role, Role] = ("write", "read")

SHUTDOWN = frozenset({"57P01", "57P02", "57P03"})
"""The server is going down, has crashed, or is starting: none of its connections is worth keeping."""

READ_ONLY = "25006"


SESSION_OPTIONS: dict[str, Any] = {
    # An object that is read after the commit would otherwise ask the database again, which async code cannot do.
    "expire_on_commit": False,
    # A closed session stays closed. A streaming response would otherwise revive it, and keep its connection for ever.
    "close_resets_only": False,
}


class ReadSession(AsyncSession):
    """A session that only reads: each statement is a transaction of its own, and the database refuses writes."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one ``setup()``: for writing, for reading, and one without a pool for health checks."""

    write: AsyncEngine
    read: AsyncEngine
    ping: AsyncEngine


@dataclass(frozen=True, slots=True)
class Sessions:
    """Where sessions come from.

    Args:
        write: Makes sessions for reading and writing.
        read: Makes sessions for reading.
        joined: Whether they take part in a transaction that is already there.
    """

    write: async_sessionmaker[AsyncSession]
    read: async_sessionmaker[ReadSession]
    joined: bool = False


def create_sessions(engines: Engines) -> Sessions:
    """Make the sessions of an application."""
    return Sessions(
        write=async_sessionmaker(engines.write, **SESSION_OPTIONS),
        read=async_sessionmaker(engines.read, class_=ReadSession, **SESSION_OPTIONS),
    )


def join_sessions(connection: AsyncConnection) -> Sessions:
    """Make sessions inside a connection's transaction: what they commit can still be rolled back."""
    options: dict[str, Any] = {**SESSION_OPTIONS, "join_transaction_mode": "create_savepoint"}
    return Sessions(
        write=async_sessionmaker(connection, **options),
        read=async_sessionmaker(connection, class_=ReadSession, **options),
        joined=True,
    )


def create_engine(
    url: URL, *, role: Role, options: dict[str, Any], on_connect: Callable[[DBAPIConnection, Role], None]
) -> AsyncEngine:
    """Make an engine, without I/O.

    Args:
        url: Where the database is.
        role: What the engine is for.
        options: What SQLAlchemy's ``create_async_engine`` takes.
        on_connect: Prepares each new connection.
    """
    engine = create_async_engine(url, **options)

    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        on_connect(connection, role)

    def judge(context: ExceptionContext) -> BaseException | None:
        return _judge(context, role)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "handle_error", judge)
    return engine


def without_pool(options: dict[str, Any]) -> dict[str, Any]:
    """Give the options of an engine that connects anew for every use."""
    kept = {name: value for name, value in options.items() if not name.startswith("pool") and name != "max_overflow"}
    return {**kept, "poolclass": NullPool, "isolation_level": "AUTOCOMMIT"}


def _connect(
    dialect: Dialect, _record: ConnectionPoolEntry, arguments: tuple[Any, ...], options: dict[str, Any]
) -> DBAPIConnection:
    try:
        return dialect.connect(*arguments, **options)
    except OSError as error:
        raise translate(error) from error


def _judge(context: ExceptionContext, role: Role) -> BaseException | None:
    error = context.original_exception
    if isinstance(error, OSError):
        # A timeout says nothing about the other connections; they stay.
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = not isinstance(error, TimeoutError)
        return translate(error)
    code = sqlstate(error)
    # A writer that meets a read-only server stands before a demoted primary. It must leave it with all
    # its connections, or every write would fail until a restart.
    if code in SHUTDOWN or (code == READ_ONLY and role == "write"):
        context.is_disconnect = True
    return None
