"""Settings come in; sessions go out, to FastAPI's route functions and to any other code.

``Database`` holds everything that does not depend on the product. It imports nothing of Castalia but
its neighbours ``engines``, ``failures``, ``health``, ``pool``, ``scopes`` and ``sessions``, so that other
projects can copy it.
"""

from __future__ import annotations

import abc
import asyncio
import random
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from castalia.database import health, scopes
from castalia.database.engines import ROLES, Engines, create_engine, without_pool
from castalia.database.failures import DatabaseNotSetUp, may_repeat
from castalia.database.pool import FairPool, PoolStats
from castalia.database.sessions import create_sessions, join_sessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from fastapi import FastAPI
    from sqlalchemy import URL, Row, Select
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

    from castalia.database.engines import Role
    from castalia.database.health import Health
    from castalia.database.sessions import ReadSession, Sessions

Result = TypeVar("Result")


class Database(abc.ABC):
    """A database; itself a dependency that gives each request its session.

    Use it as ``Depends(db, scope="function")``, or with ``db.tx`` or ``db.read``. With the default scope a
    session would outlive the response: a slow client would keep its connection, and a failing commit
    would come after the answer that promised success.
    """

    def __init__(self) -> None:
        self._engines: Engines | None = None
        self._sessions: Sessions | None = None
        self._watchers: list[Callable[[AsyncEngine, Role], None]] = []

    @property
    def snapshot_isolation(self) -> str | None:
        """The isolation level in which several statements see one state; none where transactions need none."""
        return None

    @property
    def connections_wanted(self) -> int | None:
        """How many connections all processes together may ask the server for; none where that has no bound."""
        return None

    @abc.abstractmethod
    def get_connection_string(self, driver: str | None = None) -> URL:
        """Give the address of the database, with the password masked wherever it is printed.

        Args:
            driver: The driver to name in it, such as ``psycopg`` for synchronous tools; else our own.
        """

    @abc.abstractmethod
    def engine_options(self, role: Role) -> dict[str, Any]:
        """Give what SQLAlchemy's ``create_async_engine`` takes beside the address."""

    def engine_url(self, role: Role) -> URL:  # noqa: ARG002 - For databases whose readers go elsewhere.
        """Give the address that a role connects to."""
        return self.get_connection_string()

    def on_connect(self, dbapi_connection: DBAPIConnection, role: Role) -> None:  # noqa: B027 - Few have to.
        """Prepare a new connection, before anything else uses it."""

    def create_engines(self) -> Engines:
        """Make the engines, without I/O; the checks share what the others learn of servers that say nothing."""

        def create(role: Role, options: dict[str, Any]) -> AsyncEngine:
            return create_engine(self.engine_url(role), role=role, options=options, on_connect=self.on_connect)

        options = {role: self.engine_options(role) for role in ROLES}
        checks = {role: create(role, without_pool(options[role])) for role in ROLES}
        return Engines(create("write", options["write"]), create("read", options["read"]), checks)

    def setup(self) -> None:
        """Make the database usable; no I/O, and a second call changes nothing."""
        if self._engines is None:
            self._engines = self.create_engines()
            self._sessions = create_sessions(self._engines)
            for watch in self._watchers:
                self._engines.show(watch)

    def observe(self, watch: Callable[[AsyncEngine, Role], None]) -> None:
        """Show each engine, now and after every later ``setup()``, to ``metrics``, ``telemetry`` or others."""
        self._watchers.append(watch)
        if self._engines is not None:
            self._engines.show(watch)

    async def wait_ready(self, timeout: float = 30, *, role: Role = "write") -> None:  # noqa: ASYNC109 - As below.
        """Wait until a server for a role answers; for migrations and tests, while a service rather starts without it.

        It warns of pools that together are larger than what the server allows.

        Raises:
            DatabaseUnreachableError: It did not answer in time.
        """
        await health.wait_for(partial(self.ping, role=role), timeout=timeout, name=repr(self))
        if self.connections_wanted is not None:
            await health.count_connections(self._set_up_engines().ping[role], wanted=self.connections_wanted)

    async def aclose(self, timeout: float = 5) -> None:  # noqa: ASYNC109 - Half-closed engines are left then.
        """Close every connection, or leave them to the operating system after a while; ``setup()`` may follow."""
        engines, self._engines, self._sessions = self._engines, None, None
        if engines is None:
            return
        try:
            async with asyncio.timeout(timeout):
                # The writer goes last: whoever closes a SQLite file last brings the log home, and readers may not.
                for engine in (*engines.ping.values(), engines.read, engines.write):
                    await engine.dispose()
        except TimeoutError:
            health.LOGGER.warning("%r did not close within %g s and is abandoned", engines.write.url, timeout)

    @asynccontextmanager
    async def lifespan(self, app: FastAPI | None = None) -> AsyncIterator[None]:  # noqa: ARG002 - What FastAPI passes.
        """Set up, and close at the end: ``FastAPI(lifespan=db.lifespan)``."""
        self.setup()
        try:
            yield
        finally:
            await self.aclose()

    @property
    def is_set_up(self) -> bool:
        """Whether sessions can be had."""
        return self._engines is not None

    @property
    def write_engine(self) -> AsyncEngine:
        """The engine whose transactions may write."""
        return self._set_up_engines().write

    @property
    def read_engine(self) -> AsyncEngine:
        """The engine that only reads, one transaction per statement."""
        return self._set_up_engines().read

    async def __call__(self) -> AsyncIterator[AsyncSession]:
        """Give a request a session; what the route function does not commit is rolled back."""
        async with self.session() as session:
            yield session

    async def tx(self) -> AsyncIterator[AsyncSession]:
        """Give a request a transaction; it is committed before the response, or rolled back by an exception."""
        async with self.session() as session:
            yield session
            await session.commit()

    async def read(self) -> ReadSession:
        """Give a request a session that reads: one round trip per statement, and writes are refused.

        It holds a connection only while a statement runs, so that there is nothing to give back at the end.
        """
        return self._set_up_sessions().read()

    def session(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a session outside of requests; what is not committed is rolled back."""
        return self._set_up_sessions().write()

    def read_session(self) -> AbstractAsyncContextManager[ReadSession]:
        """Open a session that reads outside of requests; it keeps one connection until the end of the block."""
        return self._set_up_sessions().read()

    @asynccontextmanager
    async def transaction(self, *, isolation: str | None = None) -> AsyncIterator[AsyncSession]:
        """Open a transaction outside of requests; it is committed at the end, or rolled back by an exception.

        Args:
            isolation: Its isolation level, such as ``SERIALIZABLE``; else the database's default.
        """
        async with self.session() as session, session.begin():
            await self._isolate(session, isolation)
            yield session

    async def run_tx(
        self, function: Callable[[AsyncSession], Awaitable[Result]], *, isolation: str | None = None, attempts: int = 3
    ) -> Result:
        """Run a function in a transaction, again from the start when a conflict or a lost connection undid it.

        A connection lost during the commit is not made good: nobody knows what became of that commit.

        Args:
            function: Does the work; called once per attempt, so it must have no effect outside of its session.
            isolation: The isolation level, such as ``SERIALIZABLE``.
            attempts: How often to try at most.
        """
        attempt = 0
        while True:
            attempt += 1
            committing = False
            try:
                async with self.transaction(isolation=isolation) as session:
                    result = await function(session)
                    await session.flush()
                    committing = True
            except (SQLAlchemyError, OSError) as error:
                if attempt >= attempts or not may_repeat(error, committing=committing):
                    raise
            else:
                return result
            # Those who collided must not come back at the same moment.
            await asyncio.sleep(random.uniform(0, 0.02 * 2 ** min(attempt, 5)))  # noqa: S311 - Nothing secret.

    async def stream(
        self, statement: Select[*tuple[Any, ...]], *, yield_per: int = 500
    ) -> AsyncIterator[Row[*tuple[Any, ...]]]:
        """Read many rows, a batch at a time, in a session that lives as long as the loop over them.

        Args:
            statement: What to select.
            yield_per: The size of a batch.
        """
        async with self.read_session() as session:
            await self._isolate(session, self.snapshot_isolation)
            rows = await session.stream(statement.execution_options(yield_per=yield_per))
            async for row in rows:
                yield row

    async def ping(self, timeout: float = 1, *, role: Role = "write") -> Health:  # noqa: ASYNC109 - Part of the answer.
        """Ask whether a server for a role is there, over a connection of its own: a full pool is no illness."""
        return await health.check(self._set_up_engines().ping[role], timeout=timeout)

    def stats(self) -> dict[Role, PoolStats]:
        """Say how busy the pools are."""
        engines = {"write": self.write_engine, "read": self.read_engine}
        pools = {role: engines[role].pool for role in ROLES}
        return {role: pool.stats() for role, pool in pools.items() if isinstance(pool, FairPool)}

    def install(self, app: FastAPI, *, needs: Role = "write") -> None:
        """Answer the database's failures in an application with 503, and add ``/health/live`` and ``/health/ready``.

        An application whose routes mix scopes does not start: see ``scopes``.

        Args:
            app: The application.
            needs: ``read`` for one whose requests only read: it is ready while a standby answers, without a primary.
        """
        roles = ROLES if needs == "write" else (needs,)
        health.install(app, partial(self.ping, role=needs), self.stats, roles=roles)
        scopes.check_at_start(app, self)

    @asynccontextmanager
    async def rollback_only(self) -> AsyncIterator[AsyncSession]:
        """Undo at the end whatever was done meanwhile, commits included; for tests.

        Every session comes from one connection then, those of requests too, and takes part in its
        transaction; so they must not be used at the same time, and ``read`` refuses nothing.
        """
        sessions = self._set_up_sessions()
        async with self.write_engine.connect() as connection:
            await connection.begin()
            self._sessions = join_sessions(connection)
            try:
                async with self.session() as session:
                    yield session
            finally:
                self._sessions = sessions

    def __repr__(self) -> str:
        """Show the address without the password."""
        where = repr(self._engines.write.url) if self._engines else "not set up"
        return f"<{type(self).__name__} {where}>"

    async def _isolate(self, session: AsyncSession, isolation: str | None) -> None:
        if isolation is not None and self.snapshot_isolation is not None and not self._set_up_sessions().joined:
            await session.connection(execution_options={"isolation_level": isolation})

    def _set_up_engines(self) -> Engines:
        if self._engines is None:
            raise self._not_set_up()
        return self._engines

    def _set_up_sessions(self) -> Sessions:
        if self._sessions is None:
            raise self._not_set_up()
        return self._sessions

    def _not_set_up(self) -> DatabaseNotSetUp:
        return DatabaseNotSetUp(
            f"{type(self).__name__} is not set up; call its setup() in the application's lifespan, "
            "or pass its lifespan to FastAPI, before the first session is asked for"
        )
