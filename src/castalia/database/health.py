"""Failures of a database come in; HTTP answers and the state of its health go out."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from castalia.database.failures import (
    DatabaseTimeoutError,
    DatabaseUnreachableError,
    ErrorKind,
    classify,
    is_temporary,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from fastapi import FastAPI, Request
    from sqlalchemy.ext.asyncio import AsyncEngine
    from starlette.types import Receive, Scope, Send

    from castalia.database.pool import PoolStats

LOGGER = logging.getLogger(__name__)

RETRY_AFTER = 5
"""Seconds; by then a pool has emptied, or a server has restarted."""

ALLOWED = """
SELECT current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
"""
"""What is left for everybody but those who look after the server."""

DETAILS = {
    ErrorKind.UNAVAILABLE: "The database cannot be reached.",
    ErrorKind.POOL_EXHAUSTED: "Too many requests wait for the database.",
    ErrorKind.TIMEOUT: "The database took too long.",
}


@dataclass(frozen=True, slots=True)
class Health:
    """What a health check found.

    Args:
        ok: Whether the database answered.
        seconds: How long the check took.
        kind: What kind of failure there was.
        detail: What happened, for operators.
    """

    ok: bool
    seconds: float
    kind: ErrorKind | None = None
    detail: str = ""


class Answer:
    """A response of a few bytes of JSON.

    A class of FastAPI's would bring all of it along to programs that serve nothing, and double their start.

    Args:
        content: What it says.
        status: Its status.
        media_type: What it is.
        headers: Headers besides.
    """

    def __init__(
        self,
        content: Mapping[str, str | int],
        *,
        status: int = 200,
        media_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.body = json.dumps(content, separators=(",", ":")).encode()
        described = {"Content-Length": str(len(self.body)), "Content-Type": media_type, **(headers or {})}
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in described.items()]

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it, as every response of an ASGI application is sent."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


async def check(engine: AsyncEngine, *, timeout: float) -> Health:  # noqa: ASYNC109 - Part of the answer.
    """Ask a database for the simplest thing.

    Args:
        engine: An engine without a pool.
        timeout: How many seconds the answer may take.
    """
    start = perf_counter()
    try:
        async with asyncio.timeout(timeout), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        detail = str(getattr(error, "orig", None) or error) or f"no answer within {timeout:g} s"
        return Health(ok=False, seconds=perf_counter() - start, kind=classify(error), detail=detail)
    return Health(ok=True, seconds=perf_counter() - start)


async def wait_for(
    ping: Callable[[], Awaitable[Health]],
    *,
    timeout: float,  # noqa: ASYNC109 - Several attempts share it.
    name: str,
) -> None:
    """Ask again and again, less and less often, until a database answers.

    Args:
        ping: Checks the database's health.
        timeout: How many seconds all attempts may take together.
        name: What a note on the error calls the database.

    Raises:
        DatabaseUnreachableError: It did not answer in time.
    """
    loop, pause = asyncio.get_running_loop(), 0.05
    deadline = loop.time() + timeout
    while not (found := await ping()).ok:
        if loop.time() + pause > deadline:
            error = DatabaseUnreachableError(f"it did not become ready within {timeout:g} s: {found.detail}")
            # Of use in a traceback; whoever runs a command knows the database by other words.
            error.add_note(name)
            raise error
        await asyncio.sleep(pause)
        pause = min(2 * pause, 2)


async def count_connections(engine: AsyncEngine, *, wanted: int) -> None:
    """Warn when a PostgreSQL server takes fewer connections than may be wanted; the last to come would be refused.

    Args:
        engine: An engine without a pool.
        wanted: The connections of all pools together.
    """
    async with engine.connect() as connection:
        allowed: int = (await connection.execute(text(ALLOWED))).scalar_one()
    if wanted > allowed:
        LOGGER.warning(
            "the pools may ask for %d connections, and the server takes %d: make them smaller, raise max_connections, "
            "or put PgBouncer between",
            wanted,
            allowed,
        )


def install(
    app: FastAPI,
    ping: Callable[[], Awaitable[Health]],
    stats: Callable[[], Mapping[Any, PoolStats]],
    *,
    roles: Collection[str],
) -> None:
    """Teach an application to answer for its database.

    Args:
        app: The application.
        ping: Checks the database's health.
        stats: Tells how busy each pool is. The check has a connection of its own; requests have none when a
            pool is exhausted, and then the application is not ready either.
        roles: The pools that the application needs.
    """

    async def live(_: Request) -> Any:  # noqa: ANN401 - Any ASGI application answers as a response does.
        """Answer that the process runs, whatever becomes of the database."""
        return Answer({"status": "live"})

    async def ready(_: Request) -> Any:  # noqa: ANN401 - The same.
        """Answer whether a request could use the database now."""
        health = await ping()
        exhausted = ", ".join(role for role, pool in stats().items() if role in roles and pool.exhausted)
        if health.ok and exhausted:
            detail = f"no connection was free for too long; look for what holds those of these pools: {exhausted}"
            health = replace(health, ok=False, kind=ErrorKind.POOL_EXHAUSTED, detail=detail)
        if health.ok:
            return Answer({"status": "ready"})
        LOGGER.warning("not ready: %s: %s", health.kind, health.detail)
        return _unavailable(health.kind or ErrorKind.OTHER)

    app.router.add_route("/health/live", live, include_in_schema=False)
    app.router.add_route("/health/ready", ready, include_in_schema=False)
    for failure in (SQLAlchemyError, DatabaseUnreachableError, DatabaseTimeoutError):
        app.add_exception_handler(failure, _answer)


async def _answer(_request: Request, error: Exception) -> Any:  # noqa: ANN401 - As above.
    if not is_temporary(error):
        raise error
    kind = classify(error)
    # The whole text of an error holds the parameters of its statement, which are not ours to log.
    LOGGER.warning("answered 503: %s: %s", kind, getattr(error, "orig", None) or error)
    return _unavailable(kind)


def _unavailable(kind: ErrorKind) -> Answer:
    detail = DETAILS.get(kind, "The database could not do this now.")
    problem: dict[str, str | int] = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": f"{detail} Try again in {RETRY_AFTER} seconds.",
    }
    headers = {"Retry-After": str(RETRY_AFTER)}
    return Answer(problem, status=503, headers=headers, media_type="application/problem+json")
