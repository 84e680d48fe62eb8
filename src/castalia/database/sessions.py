"""Engines come in; sessions go out that hold a connection no longer than they must."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
    from contextlib import AbstractAsyncContextManager
    from types import TracebackType

    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.orm import SessionTransaction

    from castalia.database.engines import Engines

OPTIONS: dict[str, Any] = {
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
            self.sync_session.close()
        else:
            await super().__aexit__(kind, error, traceback)

    def ends_silently(self) -> bool:
        """Tell whether closing sends nothing to the database."""
        return not self.in_transaction()


def kept(session: AsyncSession) -> AbstractAsyncContextManager[None]:
    """Let any session keep one connection for a block; those that write do so anyway."""
    return session.keep() if isinstance(session, ReadSession) else nullcontext()


def bind_of(session: AsyncSession) -> Engine | Connection:
    """Give what a session asks, its engine or connection, in a third of the time that ``get_bind()`` takes.

    Every search looks a dozen times for what is remembered of its database. Our sessions ask one for all tables.
    """
    return session.sync_session.bind or session.get_bind()


async def _finish(ending: Coroutine[Any, Any, None]) -> None:
    """Wait until something has ended, even when the one who waits is cancelled meanwhile.

    Left halfway, a connection would come home to a pool that may have been closed in the meantime.
    """
    task, cancelled = asyncio.ensure_future(ending), None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    task.result()


class Reading(Session):
    """What a session that reads is inside, where SQLAlchemy is synchronous.

    ``may_hold`` tells whether somebody will see to it that its connection is given back.
    """

    may_hold = False

    def execute(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own.
        """Execute a statement, be it one of SQLAlchemy's own that loads an attribute."""
        self._must_hold()
        return super().execute(*arguments, **options)

    def connection(self, *arguments: Any, **options: Any) -> Connection:  # noqa: ANN401 - SQLAlchemy's own.
        """Give the connection."""
        self._must_hold()
        return super().connection(*arguments, **options)

    def begin(self, nested: bool = False) -> SessionTransaction:  # noqa: FBT001, FBT002 - As SQLAlchemy has it.
        """Begin a transaction."""
        self._must_hold()
        return super().begin(nested)

    def _must_hold(self) -> None:
        if not self.may_hold:
            raise InvalidRequestError(
                "this session gives its connection back after each statement; what takes several needs one that stays: "
                "use it inside of `async with session.keep():`, or open a session by `async with db.read_session():`"
            )


class JoinedReading(Reading):
    """The same inside of somebody else's transaction, whose connection is not its own to give back."""

    may_hold = True


def _by_itself(method: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
    """Let a method take a connection for itself alone, unless the session keeps one."""

    @wraps(method)
    async def call(self: ReadSession, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own.
        inside = self.sync_session
        if self.is_asking:
            raise InvalidRequestError(
                "this session is still answering another statement; it runs one after another, so open a session for "
                "each task that runs at the same time, by `async with db.read_session():`"
            )
        if inside.may_hold:
            return await method(self, *arguments, **options)
        inside.may_hold = self.is_asking = True
        try:
            result = await method(self, *arguments, **options)
            if not self._gives_back():
                await self._commit()
        except BaseException:
            await self._give_up()
            raise
        finally:
            inside.may_hold = self.is_asking = False
        return result

    return call


class ReadSession(WriteSession):
    """A session that only reads: each statement is a transaction of its own, and the database refuses writes.

    It takes a connection for each statement and gives it back at once, so that nothing is held while its user
    does something else, and nothing has to be closed. Inside of ``keep()``, or opened by ``async with``, it
    keeps one, for statements that follow each other quickly or that have to be answered by the same server.
    """

    sync_session_class: type[Reading] = Reading
    sync_session: Reading
    is_asking = False
    """Whether a statement runs that has taken a connection for itself alone; another would lose it in the middle."""
    _isolated = False

    if not TYPE_CHECKING:  # For type checkers these stay what SQLAlchemy says.
        execute = _by_itself(AsyncSession.execute)
        scalar = _by_itself(AsyncSession.scalar)
        get = _by_itself(AsyncSession.get)
        get_one = _by_itself(AsyncSession.get_one)
        refresh = _by_itself(AsyncSession.refresh)
        run_sync = _by_itself(AsyncSession.run_sync)
        merge = _by_itself(AsyncSession.merge)
        merge_all = _by_itself(AsyncSession.merge_all)
        # What writes is refused by the database, and must not keep the connection for that.
        delete = _by_itself(AsyncSession.delete)
        delete_all = _by_itself(AsyncSession.delete_all)
        flush = _by_itself(AsyncSession.flush)
        commit = _by_itself(AsyncSession.commit)

    async def connection(self, *arguments: Any, **options: Any) -> AsyncConnection:  # noqa: ANN401 - SQLAlchemy's own.
        """Give the connection that is kept, which the options may make transactional."""
        self._isolated = True
        return await super().connection(*arguments, **options)

    @asynccontextmanager
    async def keep(self) -> AsyncIterator[None]:
        """Keep one connection for all statements of a block, so that one server answers them."""
        inside = self.sync_session
        if inside.may_hold:
            yield
            return
        inside.may_hold = True
        try:
            yield
            if not self._gives_back():
                await self._commit()
        except BaseException:
            await self._give_up()
            raise
        finally:
            inside.may_hold = False

    async def __aenter__(self) -> ReadSession:  # noqa: PYI034 - What is below of it is made by nobody else.
        self.sync_session.may_hold = True
        return await super().__aenter__()

    def ends_silently(self) -> bool:
        """Tell whether closing sends nothing to the database."""
        # The asynchronous session would look its engine up in a table of its own, for each request anew.
        bind = self.sync_session.bind
        autocommit = not self._isolated and bind is not None and bind.dialect.skip_autocommit_rollback
        return autocommit or super().ends_silently()

    def _gives_back(self) -> bool:
        """Give back the connection, keeping what was read, if that sends nothing to the database."""
        transaction = self.sync_session.get_transaction()
        if transaction is not None:
            if not self.ends_silently():
                return False
            transaction.close()
        return True

    async def _commit(self) -> None:
        """Give back the connection; a rollback would let objects forget what was read of them."""
        await super().commit()
        self._isolated = False

    async def _give_up(self) -> None:
        """Give back the connection after a failure, whatever state it is in."""
        if self.in_transaction():
            await _finish(self.reset())
        self._isolated = False


class JoinedReadSession(ReadSession):
    """A session that reads inside of somebody else's transaction."""

    sync_session_class = JoinedReading


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
        write=partial(WriteSession, engines.write, **OPTIONS), read=partial(ReadSession, engines.read, **OPTIONS)
    )


def join_sessions(connection: AsyncConnection) -> Sessions:
    """Make sessions inside a connection's transaction: what they commit can still be rolled back."""
    options: dict[str, Any] = {**OPTIONS, "join_transaction_mode": "create_savepoint"}
    return Sessions(
        write=partial(WriteSession, connection, **options),
        read=partial(JoinedReadSession, connection, **options),
        joined=True,
    )
