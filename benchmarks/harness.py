"""An ASGI application comes in; what its answers cost goes out: CPU time, latency and round trips."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi import FastAPI
    from starlette.types import Message

OK = 200

REQUEST: dict[str, Any] = {
    "type": "http",
    "asgi": {"version": "3.0", "spec_version": "2.3"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/",
    "raw_path": b"/",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"benchmark")],
    "client": ("127.0.0.1", 1),
    "server": ("127.0.0.1", 80),
}


async def ask(app: FastAPI) -> bytes:
    """Ask for the one page, without an HTTP server between; anything but 200 is an error."""
    answer: dict[str, Any] = {"body": b""}

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        answer.update(message)

    await app({**REQUEST, "state": {}}, receive, send)
    if answer["status"] != OK:
        raise RuntimeError(f"{app.title} answered {answer['status']}: {answer['body']!r}")
    return cast("bytes", answer["body"])


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    """Run an application's lifespan, and answer a first request, which makes connections and fills caches."""
    async with app.router.lifespan_context(app):
        await ask(app)
        yield app


async def clients(app: FastAPI, count: int, *, seconds: float) -> list[float]:
    """Let some clients ask one request after another for a while; give the seconds that each request took."""
    end = perf_counter() + seconds
    times: list[float] = []

    async def client() -> None:
        while (start := perf_counter()) < end:
            await ask(app)
            times.append(perf_counter() - start)

    await asyncio.gather(*(client() for _ in range(count)))
    return times


async def cpu_per_request(app: FastAPI, count: int, *, seconds: float) -> tuple[float, list[float]]:
    """Give the seconds of CPU that one request took in all threads of this process, and how long each lasted."""
    start = process_time()
    times = await clients(app, count, seconds=seconds)
    return (process_time() - start) / len(times), times


async def trips_per_request(app: FastAPI, trips: Callable[[], int], *, requests: int = 50) -> float:
    """Give the round trips to the server that one request takes once everything is warm."""
    for _ in range(10):
        await ask(app)
    before = trips()
    for _ in range(requests):
        await ask(app)
    return (trips() - before) / requests


def quantile(values: list[float], share: float) -> float:
    """Give the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def paired(values: list[float], references: list[float]) -> float:
    """Give the median of the ratios of values that were measured one soon after the other."""
    return quantile([value / reference for value, reference in zip(values, references, strict=True)], 0.5)
