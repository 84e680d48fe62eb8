"""Coding agents over HTTP: ``/mcp`` takes messages of the Model Context Protocol and answers each with JSON."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.exceptions import HTTPException
from starlette.requests import Request

from castalia.mcp.server import create_server
from castalia.web.middleware.known_hosts import MISDIRECTED, known_hosts, refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from castalia.mcp.server import OpenSession

MAX_MESSAGE = 65_536
"""In bytes: the longest question with all that surrounds it takes a few thousand."""

NOT_STARTED = "Coding agents are answered once the service has started. Ask again in a few seconds."


class Agents:
    """The endpoint, an ASGI application; any process can answer any message, since none is remembered.

    Args:
        open_session: Opens a session that reads, for one call.
    """

    def __init__(self, open_session: OpenSession) -> None:
        self._open_session = open_session
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer for as long as the service runs."""
        # ``protect`` is stricter than the SDK's own check where it matters, and knows addresses of numbers.
        manager = StreamableHTTPSessionManager(
            create_server(self._open_session), json_response=True, stateless=True, max_request_body_size=MAX_MESSAGE
        )
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message.

        Raises:
            HTTPException: It does not come from where it may, or not by POST, or the service has not started.
        """
        request = Request(scope)
        protect(request)
        if request.method != "POST":
            raise HTTPException(405, "Messages are sent by POST.", {"Allow": "POST"})
        if self._manager is None:
            raise HTTPException(503, NOT_STARTED, {"Retry-After": "5"})
        await self._manager.handle_request(scope, receive, send)


def protect(request: Request) -> None:
    """Refuse what a web page elsewhere makes a reader's browser send, under our name or one of its own.

    Raises:
        HTTPException: The host is not known to be ours, or the page that asks is not.
    """
    hosts = known_hosts(request)
    host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
    if not hosts.admits(host):
        raise HTTPException(MISDIRECTED, refusal(host))
    if origin is not None and not hosts.admits_origin(origin):
        raise HTTPException(403, f"Pages of {origin[:100]!r} may not ask here. If they are ours, see ALLOWED_HOSTS.")
