"""A TCP proxy before a database: it counts round trips, and can be slow, frozen, refusing or hanging up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

CHUNK = 65536


class Proxy:
    """Passes connections on to a server; an async context manager.

    Args:
        host: The server's host.
        port: The server's port.
    """

    host = "127.0.0.1"

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self.round_trips = 0
        self.connections = 0
        self.delay = 0.0
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._hangs_up = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.refuse()

    @property
    def address(self) -> str:
        """Where it listens, as ``host:port``."""
        return f"{self.host}:{self.port}"

    async def forward(self) -> None:
        """Pass everything on, as at the start."""
        self._hangs_up = False
        self._flowing.set()
        await self._listen()

    async def freeze(self) -> None:
        """Take connections and bytes, and pass nothing on, in either direction: a network that swallows packets."""
        await self.forward()
        self._flowing.clear()

    async def hang_up(self) -> None:
        """Take connections and close them at once, as a proxy does whose server is away; those there are end too."""
        await self.forward()
        self._hangs_up = True
        await self._cut()

    async def refuse(self) -> None:
        """Take no connections, and end those that there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, self.host, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self._hangs_up:
            writer.close()
            return
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before it began ends without having closed anything.
        task.add_done_callback(lambda _: writer.transport.abort())

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        closing: list[asyncio.StreamWriter] = []
        try:
            await self._flowing.wait()
            server, to_server = await asyncio.open_connection(*self._target)
            closing.append(to_server)
            turn = _Turn()
            passing = [
                asyncio.ensure_future(self._pass(client, to_server, turn, asks=True)),
                asyncio.ensure_future(self._pass(server, to_client, turn, asks=False)),
            ]
            try:
                await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in passing:
                    task.cancel()
                await asyncio.gather(*passing, return_exceptions=True)
        except OSError:
            pass  # The server is away; the client learns it by the end of its connection.
        finally:
            for writer in closing:
                writer.transport.abort()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, turn: _Turn, *, asks: bool
    ) -> None:
        while data := await reader.read(CHUNK):
            # Several packets of one question are one round trip; it ends with the first answer to it.
            if asks and not turn.asked:
                self.round_trips += 1
                if self.delay:
                    await asyncio.sleep(self.delay)
            turn.asked = asks
            await self._flowing.wait()
            writer.write(data)
            await writer.drain()


class _Turn:
    """Whose word the last one was in a connection."""

    asked = False
