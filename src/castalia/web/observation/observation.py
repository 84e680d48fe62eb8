"""Every request comes in; how it went is told to observers: the metrics, the log, or a trace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from castalia.search.stopwatch import Stopwatch, start_watch
from castalia.web.addresses import route_pattern
from castalia.web.observation.request_id import HEADER, name_request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLIENT_CLOSED = 499
"""What nginx, and after it everybody, calls a request whose client went away before there was an answer."""


@dataclass(frozen=True, slots=True)
class Observed:
    """How a request went.

    Args:
        scope: What was asked.
        status: The status of the response.
        seconds: How long it took until the whole response was on its way.
        watch: What was searched meanwhile.
    """

    scope: Scope
    status: int
    seconds: float
    watch: Stopwatch

    @property
    def route(self) -> str:
        """Give the pattern of the path."""
        return route_pattern(self.scope)


class ObservationMiddleware:
    """Names each request and tells observers how it went.

    Args:
        app: The application.
        observers: Whom to tell; read at each request, so that more may come.
    """

    def __init__(self, app: ASGIApp, *, observers: Sequence[Callable[[Observed], None]]) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and watch how."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, watch, start = name_request(scope), start_watch(), perf_counter()
        status = 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        except asyncio.CancelledError:
            status = status or CLIENT_CLOSED
            raise
        finally:
            observed = Observed(scope, status or HTTPStatus.INTERNAL_SERVER_ERROR, perf_counter() - start, watch)
            for observer in self._observers:
                observer(observed)
