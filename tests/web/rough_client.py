"""The service behind its real HTTP server with its bounds, and a client that sends whatever bytes it likes."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from castalia.web.middleware.bounded_protocol import BoundedProtocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

HOST = "127.0.0.1"
SECONDS = 20
"""More than any answer takes; a connection that stays open fails its test."""


class HurriedProtocol(BoundedProtocol):
    """The bounds, with little patience for heads."""

    head_seconds = 0.2


@dataclass(frozen=True)
class Answer:
    """What came back before the connection was closed."""

    text: str

    @property
    def statuses(self) -> list[int]:
        """The status of each response."""
        return [int(status) for status in re.findall(r"HTTP/1\.1 (\d{3}) ", self.text)]


@asynccontextmanager
async def listening(app: ASGIApp, protocol: type[asyncio.Protocol] = BoundedProtocol) -> AsyncIterator[int]:
    """Serve an application in this event loop and give the port."""
    with socket.create_server((HOST, 0)) as listener:
        config = uvicorn.Config(
            app, http=protocol, ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        task = asyncio.ensure_future(server.serve(sockets=[listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def exchange(port: int, *pieces: bytes, close: bool = False) -> Answer:
    """Send pieces one by one, and give what comes back until the service closes the connection.

    Args:
        port: Where the service listens.
        pieces: What to send.
        close: Whether to say at the end that nothing more follows.
    """
    reader, writer = await asyncio.open_connection(HOST, port, limit=2**24)
    try:
        async with asyncio.timeout(SECONDS):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if close:
                writer.write_eof()
            return Answer((await reader.read()).decode("latin-1"))
    except ConnectionError:
        return Answer("")
    finally:
        writer.transport.abort()
