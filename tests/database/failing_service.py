"""A program for the test of secrets: the service runs, its database fails, and everything there is to print is printed.

It logs all that any library has to say, and writes tracebacks with the local variables of every frame, as
error trackers do.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import traceback

import httpx2
import uvicorn
from rich.console import Console
from rich.traceback import Traceback
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from castalia.config import get_config
from castalia.web.depends import configured_database, db
from castalia.web.main import fast_api

PATHS = ("/search?q=tea", "/api/v1/search?q=tea", "/docs/3.13/", "/health/ready")


def confess(error: BaseException) -> None:
    """Write everything that is known of an exception."""
    for line in traceback.TracebackException.from_exception(error, capture_locals=True).format():
        sys.stdout.write(line)
    logging.getLogger(__name__).error("failed", exc_info=error)


def confess_in_colour(error: BaseException) -> None:
    """Write it as Rich does, whose tracebacks show values of their own choice."""
    shown = Traceback.from_exception(
        type(error), error, error.__traceback__, show_locals=True, locals_max_string=10_000
    )
    Console(width=500).print(shown)


async def use_without_request() -> None:
    """Fail in each way to use a database outside of requests, its settings at hand."""
    config = get_config()
    database = configured_database()
    database.setup()
    sys.stdout.write(f"{config!r} {config} {database!r} {database.write_engine!r} {vars(database)!r}\n")
    for opened in (database.session, database.read_session, database.transaction):
        try:
            async with opened() as session:
                await session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            confess(error)
    try:
        await database.wait_ready(timeout=0)
        await database.run_tx(lambda session: session.execute(text("SELECT 1 / 0")), attempts=1)
    except (SQLAlchemyError, OSError) as error:
        confess_in_colour(error)
    await database.aclose()


async def serve() -> None:
    """Serve, and ask for everything that needs the database."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(fast_api, log_level="trace"))
        task = asyncio.ensure_future(server.serve(sockets=[listener]))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
            for path in PATHS:
                response = await client.get(path)
                sys.stdout.write(f"{path}: {response.status_code} {response.headers} {response.text}\n")
        sys.stdout.write(f"{db!r} {db.chosen!r}\n")
        server.should_exit = True
        await task


async def main() -> None:
    """Do both."""
    await use_without_request()
    await serve()


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    asyncio.run(main())
