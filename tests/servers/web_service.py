"""An application behind a real HTTP server, and clients that read as slowly as they like or go away."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

HOST = "127.0.0.1"


@asynccontextmanager
async def serve(app: FastAPI) -> AsyncIterator[int]:
    """Serve an application in this event loop and give the port; connections are taken from the start."""
    with socket.create_server((HOST, 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        task = asyncio.ensure_future(server.serve(sockets=[listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


class SlowReader:
    """A client that asks for a path and then reads nothing more than it is told to; an async context manager.

    Args:
        port: The port of the service.
        path: What to ask for.
    """

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self._path = path

    async def __aenter__(self) -> asyncio.StreamReader:
        plug = socket.socket()
        # A small window, so that the service cannot write its whole answer before anybody reads.
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plug.setblocking(False)  # noqa: FBT003 - The name of the argument is the method's.
        await asyncio.get_running_loop().sock_connect(plug, (HOST, self._port))
        reader, self._writer = await asyncio.open_connection(sock=plug, limit=4096)
        self._writer.write(f"GET {self._path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
        await self._writer.drain()
        return reader

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()
