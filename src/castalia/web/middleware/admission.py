"""Who comes in is counted; whoever comes when there are too many, too often or too late is told when to come again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from castalia.database.gate import Gate
from castalia.web.addresses import route_path
from castalia.web.handlers import answer
from castalia.web.middleware.rate_limit import Allowance, RateLimit, client_key
from castalia.web.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_REQUESTS = 100
"""Requests of one process at once: beyond it, those in the queue for the database would wait for seconds."""

PATIENCE = 5.0
"""Seconds that a request waits for its turn. Who is refused at once often asks again at once, and telling thousands so
leaves no time for anybody's answer; who waits a moment is mostly answered."""

LINE = 10
"""So many times those that are worked on may wait: about as many as get their turn within that patience."""

FREE = ("/health/live", "/metrics", "/static/")
"""Where the paths begin that cost nothing and that operators need most when all else is busy."""

STILL_READY = "/health/ready"


class Admission:
    """The door of this process.

    Args:
        most: How many requests are worked on at once; so many more wait in line, first come, first served.
        patience: How many seconds they wait.
        rate_limit: How much each client may ask.
    """

    def __init__(
        self, most: int = MOST_REQUESTS, *, patience: float = PATIENCE, rate_limit: RateLimit | None = None
    ) -> None:
        self.patience = patience
        self.present = 0
        self.refused: Callable[[str], None] = lambda _reason: None
        self._empty: asyncio.Event | None = None
        self._open(most, rate_limit or RateLimit())

    def open(self, *, most: int, rate_limit: int) -> None:
        """Begin to admit requests under these limits."""
        self._open(most, RateLimit(rate_limit))

    def _open(self, most: int, rate_limit: RateLimit) -> None:
        self.most, self.rate_limit = most, rate_limit
        self._gate = Gate(most)
        self._stopping = False

    @property
    def is_stopping(self) -> bool:
        """Whether nobody is admitted any more."""
        return self._stopping

    async def drain(self, seconds: float) -> bool:
        """Admit nobody any more, wait for those inside, and tell whether all have left in time."""
        self._stopping = True
        self._gate.send_away()
        if not self.present:
            return True
        self._empty = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True

    async def enter(self, path: str) -> Problem | None:
        """Come in when it is one's turn, or learn why that will not be; whoever came in has to leave again.

        Args:
            path: What is asked for. Whether the service is ready can be asked at any time.
        """
        if self._stopping:
            return stopping()
        if path != STILL_READY and not self._gate.enter_now():
            problem = await self._wait()
            if problem is not None:
                return problem
        self.present += 1
        return None

    async def _wait(self) -> Problem | None:
        if self._gate.waiting >= LINE * self.most:
            return busy(self.most, "too many others wait for their turn")
        try:
            await self._gate.wait(self.patience)
        except TimeoutError:
            why = f"the turn of this one did not come within {self.patience:g} s"
            return stopping() if self._stopping else busy(self.most, why)
        return None

    def leave(self, path: str) -> None:
        """Leave, so that somebody else may come in.

        Args:
            path: What was asked for.
        """
        self.present -= 1
        if path != STILL_READY:
            self._gate.leave()
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
        if scope["type"] != "http" or (path := route_path(Request(scope))).startswith(FREE):
            await self._app(scope, receive, send)
            return
        allowance = self._allowance(scope)
        send = _with(allowance, send)
        if allowance is not None and not allowance.granted:
            problem: Problem | None = too_often(allowance)
        else:
            problem = await self._admission.enter(path)
        if problem is not None:
            self._admission.refused(problem.name)
            await answer(Request(scope), problem)(scope, receive, send)
            return
        try:
            await self._admit(scope, receive, send)
        finally:
            self._admission.leave(path)

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


def _with(allowance: Allowance | None, send: Send) -> Send:
    if allowance is None:
        return send

    async def send_with_allowance(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(allowance.headers)
        await send(message)

    return send_with_allowance


def busy(most: int, why: str) -> Problem:
    """Tell that too many are being answered."""
    inside = "1 request is" if most == 1 else f"{most} requests are"
    detail = f"{inside} being answered, no more at once, and {why}. Ask again in a second."
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
