"""Who comes in is counted; whoever comes when there are too many, too often or too late is told when to come again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from castalia.web.addresses import route_path
from castalia.web.handlers import answer
from castalia.web.middleware.rate_limit import Allowance, RateLimit, client_key
from castalia.web.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_REQUESTS = 100
"""Requests of one process at once: beyond it, those in the queue for the database would wait for seconds."""

FREE = ("/health/live", "/metrics", "/static/")
"""Where the paths begin that cost nothing and that operators need most when all else is busy."""

STILL_READY = "/health/ready"


class Admission:
    """The door of this process.

    Args:
        most: How many requests are worked on at once.
        rate_limit: How much each client may ask.
    """

    def __init__(self, most: int = MOST_REQUESTS, *, rate_limit: RateLimit | None = None) -> None:
        self.most = most
        self.rate_limit = rate_limit or RateLimit()
        self.present = 0
        self.refused: Callable[[str], None] = lambda _reason: None
        self._stopping = False
        self._empty: asyncio.Event | None = None

    def open(self, *, most: int, rate_limit: int) -> None:
        """Begin to admit requests under these limits."""
        self.most, self.rate_limit = most, RateLimit(rate_limit)
        self._stopping = False

    @property
    def is_stopping(self) -> bool:
        """Whether nobody is admitted any more."""
        return self._stopping

    async def drain(self, seconds: float) -> bool:
        """Admit nobody any more, wait for those inside, and tell whether all have left in time."""
        self._stopping = True
        if not self.present:
            return True
        self._empty = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True

    def objection(self, path: str) -> Problem | None:
        """Tell why nobody can come in now, if so."""
        if self._stopping:
            return stopping()
        return busy(self.most) if self.present >= self.most and path != STILL_READY else None

    def enter(self) -> None:
        """Count somebody in."""
        self.present += 1

    def leave(self) -> None:
        """Count somebody out."""
        self.present -= 1
        if self._empty is not None and not self.present:
            self._empty.set()


class AdmissionMiddleware:
    """Lets requests in, or answers why not.

    Args:
        app: The application.
        admission: Decides.
    """

    def __init__(self, app: ASGIApp, *, admission: Admission) -> None:
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http" or route_path(Request(scope)).startswith(FREE):
            await self._app(scope, receive, send)
            return
        allowance = self._allowance(scope)
        problem = self._objection(scope, allowance)
        if problem is not None:
            self._admission.refused(problem.name)
            await answer(Request(scope), problem)(scope, receive, _with(allowance, send))
            return
        self._admission.enter()
        try:
            await self._admit(scope, receive, _with(allowance, send))
        finally:
            self._admission.leave()

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; one that the server gives up at its end still gets an answer, unless it has begun."""
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except asyncio.CancelledError:
            if begun or not self._admission.is_stopping:
                raise
            await answer(Request(scope), stopping())(scope, receive, send)

    def _allowance(self, scope: Scope) -> Allowance | None:
        limit = self._admission.rate_limit
        if not limit.limit or scope["path"].endswith(STILL_READY):
            return None
        return limit.ask(client_key(scope["client"][0] if scope.get("client") else ""))

    def _objection(self, scope: Scope, allowance: Allowance | None) -> Problem | None:
        if allowance is not None and not allowance.granted:
            return too_often(allowance)
        return self._admission.objection(route_path(Request(scope)))


def _with(allowance: Allowance | None, send: Send) -> Send:
    if allowance is None:
        return send

    async def send_with_allowance(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(allowance.headers)
        await send(message)

    return send_with_allowance


def busy(most: int) -> Problem:
    """Tell that too many are being answered."""
    being = "1 request is" if most == 1 else f"{most} requests are"
    detail = f"{being} being answered, and no more at once. Ask again in a second."
    return Problem(503, detail, "busy", "Too many requests at once", {"Retry-After": "1"})


def stopping() -> Problem:
    """Tell that this process is about to end."""
    detail = "This server is stopping. Ask again in a few seconds, when another has taken its place."
    return Problem(503, detail, "stopping", "The server is stopping", {"Retry-After": "5", "Connection": "close"})


def too_often(allowance: Allowance) -> Problem:
    """Tell a client that it asked too often."""
    detail = f"One client may ask {allowance.limit} times a minute. Ask again in {allowance.retry_after} s."
    headers = {"Retry-After": str(allowance.retry_after)}
    return Problem(429, detail, "rate-limit", "Too many requests", headers)
