"""A web server on this machine that answers from a table, for tests of downloads."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Answer:
    """What the server gives for a path.

    Args:
        content: The body.
        status: The status code.
        headers: Headers beside, or in place of, the body's length; an empty one is not sent.
    """

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class WebServer(ThreadingHTTPServer):
    """Answers from a table of paths, and remembers what it was asked.

    Args:
        answers: What to give for each path; others are not found.
    """

    daemon_threads = True

    def __init__(self, answers: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []

    @property
    def base(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """Gives one answer."""

    server: WebServer

    def do_GET(self) -> None:
        """Answer from the table."""
        self.server.requests.append(self.path)
        self.server.headers.append(dict(self.headers))
        answer = self.server.answers.get(self.path, Answer(b"not here", 404))
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.content)), **answer.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        # A client that has seen enough hangs up.
        with contextlib.suppress(ConnectionError):
            self.wfile.write(answer.content)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextlib.contextmanager
def web_server(answers: dict[str, Answer]) -> Iterator[WebServer]:
    """Run a server for as long as the context lasts."""
    server = WebServer(answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
