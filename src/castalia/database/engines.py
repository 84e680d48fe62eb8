"""A URL and options come in; an engine goes out that gives up what is broken and names network failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from castalia.database.failures import forget_frames, sqlstate, translate
from castalia.database.pool import FairPool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import URL, Dialect
    from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

Role = Literal["write", "read"]
ROLES: tuple[Role, Role] = ("write", "read")

SHUTDOWN = frozenset({"57P01", "57P02", "57P03"})
"""The server is going down, has crashed, or is starting: none of its connections is worth keeping."""

READ_ONLY = "25006"


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one ``setup()``: for writing, for reading, and for each of them one that checks its health."""

    write: AsyncEngine
    read: AsyncEngine
    ping: Mapping[Role, AsyncEngine]

    def show(self, watch: Callable[[AsyncEngine, Role], None]) -> None:
        """Show the engines to whoever wants to watch them; one that does the work of both is the writing one."""
        watch(self.write, "write")
        if self.read.pool is not self.write.pool:
            watch(self.read, "read")


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
