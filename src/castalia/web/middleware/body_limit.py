"""A request comes in; one whose body is too large is refused, whether it says so or only turns out to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request

from castalia.web.handlers import answer
from castalia.web.problems import Problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_SIZE = 1_000_000
"""In bytes. No route of ours needs a body; the protocol of coding agents sends small ones."""

TOO_LARGE = f"A body may have {MAX_BODY_SIZE:,} bytes. Send less."
STATUS = 413


class BodyLimitMiddleware:
    """Lets no body grow beyond ``MAX_BODY_SIZE``; FastAPI's own limit answers outside of all other middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose body is within the bound."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > MAX_BODY_SIZE:
            problem = Problem(STATUS, TOO_LARGE, "body-too-large", headers={"Connection": "close"})
            await answer(Request(scope), problem)(scope, receive, send)
            return
        size = 0

        async def receive_within() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > MAX_BODY_SIZE:
                raise HTTPException(STATUS, TOO_LARGE, {"Connection": "close"})
            return message

        await self._app(scope, receive_within, send)
