"""Waiting for what happens soon but not at once, such as a connection that comes back after a client went away."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx2

LIMIT = 30
"""Seconds, far more than anything here takes; then a test that waits has failed."""


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until a condition holds; what it asks for sends no event."""
    async with asyncio.timeout(LIMIT):
        while True:
            holds = condition()
            if await holds if inspect.isawaitable(holds) else holds:
                return
            await asyncio.sleep(0.01)


async def until_ready(client: httpx2.AsyncClient) -> httpx2.Response:
    """Ask a service whether it is ready until it is; its check waits a second, and a busy machine may need longer."""
    async with asyncio.timeout(LIMIT):
        while (answer := await client.get("/health/ready")).status_code != 200:
            pass
    return answer
