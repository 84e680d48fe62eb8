"""uvicorn's HTTP protocol with bounds that it lacks: on the size of a head, on the time it takes, on what queues up."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

MAX_TARGET = 8_192
"""The bytes of a path with its query: 500 characters of a query may take 6,000, percent-encoded."""

MAX_HEAD = 32_768
MAX_HEADERS = 100
HEAD_SECONDS = 10.0
MAX_PIPELINE = 16
"""Requests that wait on one connection for the one before them; no browser sends any."""

WORDS = {
    HTTPStatus.BAD_REQUEST: "This is not an HTTP request that can be understood.",
    HTTPStatus.REQUEST_TIMEOUT: f"The head of the request did not arrive within {HEAD_SECONDS:g} s.",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"The address is longer than {MAX_TARGET} bytes; a query has 500 characters.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        f"The headers are more than {MAX_HEAD} bytes, or more than {MAX_HEADERS}; send fewer cookies."
    ),
    HTTPStatus.TOO_MANY_REQUESTS: f"More than {MAX_PIPELINE} requests wait on this connection; send them one by one.",
}


class RefusedRequestError(Exception):
    """Ends the parsing of what this connection sends."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection; it is closed when it exceeds a bound, with the reason where there may be an answer."""

    head_seconds = HEAD_SECONDS

    _timer: asyncio.TimerHandle | None = None
    _in_head = False
    _head_size = 0
    _refusal = HTTPStatus.BAD_REQUEST

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # As uvicorn has it.
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was waited for, and what was still to be answered."""
        self._head_is_there()
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what arrived; what is still no whole head counts against its bounds."""
        super().data_received(data)
        if self.transport.is_closing() or not self._awaits_head():
            return
        self._head_size += len(data)
        if self._head_size > MAX_HEAD:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self.send_400_response("")
        elif self._timer is None:
            self._expect_head()

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._in_head, self._head_size = True, 0

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        super().on_url(url)
        self._bound(len(self.url) <= MAX_TARGET, HTTPStatus.REQUEST_URI_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one that follows the body could overwrite what was checked before, and is dropped."""
        if not self._in_head:
            return
        super().on_header(name, value)
        size = sum(len(name) + len(value) for name, value in self.headers)
        within = size <= MAX_HEAD and len(self.headers) <= MAX_HEADERS
        self._bound(within, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """Answer the request, or let it wait for the one before it."""
        self._in_head, self._head_size = False, 0
        self._head_is_there()
        self._bound(len(self.pipeline) < MAX_PIPELINE, HTTPStatus.TOO_MANY_REQUESTS)
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - Uvicorn's words for everything.
        """Say what was wrong, and close; in the middle of another answer nothing can be said."""
        self._head_is_there()
        self.pipeline.clear()
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            self.transport.abort()
            return
        self.transport.write(refusal(self._refusal))
        self.transport.close()

    def _awaits_head(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return self._in_head or cycle is None or cycle.response_complete

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(self.head_seconds, self._is_too_slow)

    def _head_is_there(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_too_slow(self) -> None:
        self._timer = None
        if not self._awaits_head() or self.transport.is_closing():
            return
        if self._in_head:
            self._refusal = HTTPStatus.REQUEST_TIMEOUT
            self.send_400_response("")
        else:
            self.transport.close()

    def _bound(self, within: bool, status: HTTPStatus) -> None:  # noqa: FBT001 - Reads as a sentence where it stands.
        if not within:
            self._refusal = status
            # The parser passes it on as an error of its own, to which uvicorn answers with ``send_400_response``.
            raise RefusedRequestError


def refusal(status: HTTPStatus) -> bytes:
    """Give the whole response that refuses a request."""
    text = f"{WORDS[status]}\n".encode()
    headers = (
        b"content-type: text/plain; charset=utf-8",
        b"content-length: " + str(len(text)).encode(),
        b"x-content-type-options: nosniff",
        b"cache-control: no-store",
        b"connection: close",
    )
    return b"".join([STATUS_LINE[status], *(header + b"\r\n" for header in headers), b"\r\n", text])
