"""A request comes in; an answer goes out in time, be it that there was none in time."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.requests import Request

from castalia.web.addresses import route_pattern
from castalia.web.handlers import answer
from castalia.web.problems import too_late

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

DEADLINE = 10.0
"""Seconds: more than any search takes, and less than readers and proxies wait."""


class DeadlineMiddleware:
    """Gives up what has not begun to answer in time, so that a silent database cannot hold a reader.

    Args:
        app: The application.
        seconds: How long it may take.
    """

    def __init__(self, app: ASGIApp, *, seconds: float = DEADLINE) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say in time that it is not answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_in_time(message: Message) -> None:
            # A reader may take an answer as slowly as it likes.
            deadline.reschedule(None)
            await send(message)

        deadline = asyncio.timeout(self._seconds)
        try:
            async with deadline:
                await self._app(scope, receive, send_in_time)
        except TimeoutError:
            if not deadline.expired():
                raise
            logger.warning("answered 503 to %s: no answer within %g s", route_pattern(scope), self._seconds)
            await answer(Request(scope), too_late())(scope, receive, send)
