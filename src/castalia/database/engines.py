"""A URL and options come in; an engine goes out that gives up what is broken and names network failures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from castalia.database.failures import forget_frames, sqlstate, translate
from castalia.database.pool import FairPool

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from sqlalchemy import URL, Connection, Dialect, Engine
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


class WriteSession(AsyncSession):
    """A session that ends as cheaply as it can."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # SQLAlchemy guards every end against being cancelled halfway with a task and a greenlet of its
        # own, a twentieth of a small request. Where the end sends nothing, there is no halfway.
        if error is None and self.ends_silently():
            self.end()
        else:
            await super().__aexit__(kind, error, traceback)

    def ends_silently(self) -> bool:
        """Tell whether closing sends nothing to the database."""
        return not self.in_transaction()

    def end(self) -> None:
        """Close what ends silently."""
        self.sync_session.close()


class Reading(Session):
    """What a session that reads is inside, where SQLAlchemy is synchronous; it can end without a look at what it read.

    To close is to let go of every object as well, each by itself, since some may have changed. Here none has
    to be written, so that all of them may stay what they are until nobody needs them any more.
    """

    _ended = False

    def get_bind(self, *arguments: Any, **options: Any) -> Engine | Connection:  # noqa: ANN401 - SQLAlchemy's own.
        """Give the engine, which everything that would reach the database asks for."""
        if self._ended:
            raise InvalidRequestError(
                "this session is closed: it ended with the request or block that it was opened for"
            )
        return super().get_bind(*arguments, **options)

    def end(self) -> None:
        """Give the connection back, and do nothing any more."""
        self._ended = True
        transaction = self.get_transaction()
        if transaction is not None:
            transaction.close()


class ReadSession(WriteSession):
    """A session that only reads: each statement is a transaction of its own, and the database refuses writes."""

    sync_session_class = Reading
    sync_session: Reading
    _isolated = False

    async def connection(self, *arguments: Any, **options: Any) -> AsyncConnection:  # noqa: ANN401 - SQLAlchemy's own.
        """Give the connection, which the options may make transactional."""
        self._isolated = True
        return await super().connection(*arguments, **options)

    def ends_silently(self) -> bool:
        """Tell whether closing sends nothing to the database."""
        session = self.sync_session
        # The asynchronous session would look its engine up in a table of its own, for each request anew.
        bind = session.bind
        if self._isolated or bind is None or not bind.dialect.skip_autocommit_rollback:
            return super().ends_silently()
        return not session.in_nested_transaction()

    def end(self) -> None:
        """Close what ends silently."""
        self.sync_session.end()


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one ``setup()``: for writing, for reading, and one without a pool for health checks."""

    write: AsyncEngine
    read: AsyncEngine
    ping: AsyncEngine

    def show(self, watch: Callable[[AsyncEngine, Role], None]) -> None:
        """Show the engines to whoever wants to watch them; one that does the work of both is the writing one."""
        watch(self.write, "write")
        if self.read.pool is not self.write.pool:
            watch(self.read, "read")


@dataclass(frozen=True, slots=True)
class Sessions:
    """Where sessions come from.

    Args:
        write: Makes sessions for reading and writing.
        read: Makes sessions for reading.
        joined: Whether they take part in a transaction that is already there.
    """

    write: Callable[[], WriteSession]
    read: Callable[[], ReadSession]
    joined: bool = False


def create_sessions(engines: Engines) -> Sessions:
    """Make the sessions of an application."""
    return Sessions(
        write=partial(WriteSession, engines.write, **SESSION_OPTIONS),
        read=partial(ReadSession, engines.read, **SESSION_OPTIONS),
    )


def join_sessions(connection: AsyncConnection) -> Sessions:
    """Make sessions inside a connection's transaction: what they commit can still be rolled back."""
    options: dict[str, Any] = {**SESSION_OPTIONS, "join_transaction_mode": "create_savepoint"}
    return Sessions(
        write=partial(WriteSession, connection, **options),
        read=partial(ReadSession, connection, **options),
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
    if url.password is not None:
        url, options = url._replace(password=None), _with_password(options, SecretStr(str(url.password)))
    # What readers search for stands in the parameters of statements, and an error's text goes into logs.
    engine = create_async_engine(url, **{"hide_parameters": True, **options})

    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        on_connect(connection, role)

    def judge(context: ExceptionContext) -> BaseException | None:
        return _judge(context, role)

    def connect(*arguments: Any) -> DBAPIConnection:  # noqa: ANN401 - SQLAlchemy's business, passed on.
        try:
            return _connect(*arguments)
        except Exception as error:
            if isinstance(engine.pool, FairPool):
                engine.pool.report(error)
            raise

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "do_connect", connect)
    event.listen(engine.sync_engine, "handle_error", judge)
    return engine


def without_pool(options: dict[str, Any]) -> dict[str, Any]:
    """Give the options of an engine that connects anew for every use."""
    kept = {name: value for name, value in options.items() if not name.startswith("pool") and name != "max_overflow"}
    return {**kept, "poolclass": NullPool, "isolation_level": "AUTOCOMMIT"}


def _with_password(options: dict[str, Any], password: SecretStr) -> dict[str, Any]:
    # Arguments stand in local variables, which some tracebacks print; asyncpg takes a function as well.
    return {**options, "connect_args": {**options.get("connect_args", {}), "password": password.get_secret_value}}


def _connect(
    dialect: Dialect, _record: ConnectionPoolEntry, arguments: tuple[Any, ...], options: dict[str, Any]
) -> DBAPIConnection:
    try:
        return dialect.connect(*arguments, **options)
    except OSError as error:
        forget_frames(error)
        raise translate(error) from error
    except BaseException as error:
        forget_frames(error)
        raise


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
