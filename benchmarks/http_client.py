"""Paths in, answers and how long they took out: a small HTTP client that costs little beside the server it measures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, 0 when the connection broke, and the seconds it took."""

    status: int
    seconds: float


class Client:
    """One connection that asks one path after another.

    Args:
        port: The port of the service on this machine.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Ask for a path and read the whole answer."""
        start = perf_counter()
        try:
            status = await self._ask(path)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            status = 0
        return Answer(status, perf_counter() - start)

    async def _ask(self, path: str) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
        await reader.readexactly(length)
        if b"connection: close" in head:
            self.close()
        return int(head[9:12])

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def crowd(port: int, paths: Iterable[str], *, connections: int, seconds: float) -> tuple[list[Answer], float]:
    """Let several connections share out paths for a while; give the answers and the seconds that it took.

    Args:
        port: The port of the service.
        paths: What to ask; when it ends, so does the crowd.
        connections: How many ask at once.
        seconds: After so many, no new request is made.
    """
    waiting: Iterator[str] = iter(paths)
    answers: list[Answer] = []
    start = perf_counter()

    async def ask() -> None:
        client = Client(port)
        for path in waiting:
            answers.append(await client.get(path))
            if perf_counter() - start > seconds:
                break
        client.close()

    await asyncio.gather(*(ask() for _ in range(connections)))
    return answers, perf_counter() - start
