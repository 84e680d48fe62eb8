"""A bound socket comes in; the web application answers on it until Ctrl-C or SIGTERM."""

from __future__ import annotations

import copy
import sys
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from castalia.cli.listener import refusal, url_of
from castalia.cli.terminal import say, show
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

APPLICATION = "castalia.web.main:fast_api"

STOP_SECONDS = 10
"""How long requests in flight may take to end after Ctrl-C."""


class Server(uvicorn.Server):
    """Says when it answers.

    Args:
        config: What to serve and how.
        ready: Called once the first request can be answered.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then say so."""
        await super().startup(sockets=sockets)
        if self.started:
            self.ready()


def run(listener: socket.socket, *, host: str, access_log: bool) -> None:
    """Serve until a signal says to stop; requests in flight are answered first.

    Args:
        listener: A bound socket.
        host: The address it is bound to, in the user's words.
        access_log: Whether to log each request.

    Raises:
        ConfigurationError: Another process has begun to listen on the address meanwhile.
    """
    port: int = listener.getsockname()[1]
    server = Server(_config(access_log=access_log), lambda: show(f"Castalia is ready: {url_of(host, port)}"))
    try:
        server.run(sockets=[listener])
    except OSError as error:
        raise ConfigurationError(refusal(error, host=host, port=port)) from error
    except (KeyboardInterrupt, SystemExit):
        # Uvicorn repeats the signal that stopped it. A server that was asked to stop and did has not failed.
        if not server.started:
            raise
    say("Castalia has stopped")


def _logging() -> dict[str, Any]:
    """Give uvicorn's logging with requests on stderr: stdout is for data."""
    logging = copy.deepcopy(LOGGING_CONFIG)
    logging["handlers"]["access"]["stream"] = "ext://sys.stderr"
    for formatter in logging["formatters"].values():
        formatter["use_colors"] = sys.stderr.isatty()
    return logging


def _config(*, access_log: bool) -> uvicorn.Config:
    return uvicorn.Config(
        APPLICATION,
        lifespan="on",
        log_config=_logging(),
        log_level="info" if access_log else "warning",
        access_log=access_log,
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
    )
