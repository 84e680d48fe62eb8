"""A bound socket comes in; the web application answers on it until Ctrl-C or SIGTERM, in one process."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import uvicorn

from castalia.cli.listener import refusal, url_of
from castalia.cli.log_configuration import log_configuration
from castalia.cli.terminal import say, show
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable

    from castalia.config import Config

APPLICATION = "castalia.web.main:fast_api"
PROTOCOL = "castalia.web.middleware.bounded_protocol:BoundedProtocol"
TRACED_APPLICATION = "castalia.web.traced:fast_api"

STOP_SECONDS = 10.0
"""How long requests in flight may take to end after Ctrl-C; their own deadline ends most of them by then."""

CLOSE_SECONDS = 2
"""How long readers may then take for what has been written to them."""

POLL_SECONDS = 0.1


class Server(uvicorn.Server):
    """Says when it answers, and answers to the end.

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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let those inside finish while others are told to come again, then close as uvicorn does."""
        drain: Callable[[float], Awaitable[bool]] = self.lifespan.state["drain"]
        for _ in range(round(STOP_SECONDS / POLL_SECONDS)):
            # A second Ctrl-C waits for nobody.
            if self.force_exit or await drain(POLL_SECONDS):
                break
        await super().shutdown(sockets=sockets)


def run(listener: socket.socket, config: Config, *, host: str) -> None:
    """Serve until a signal says to stop; requests in flight are answered first.

    Args:
        listener: A bound socket.
        config: The settings of the service.
        host: The address it is bound to, in the user's words.

    Raises:
        ConfigurationError: Another process has begun to listen on the address meanwhile.
    """
    port: int = listener.getsockname()[1]
    server = Server(server_config(config), lambda: show(ready_line(host, port)))
    try:
        server.run(sockets=[listener])
    except OSError as error:
        raise ConfigurationError(refusal(error, host=host, port=port)) from error
    except (KeyboardInterrupt, SystemExit):
        # Uvicorn repeats the signal that stopped it. A server that was asked to stop and did has not failed.
        if not server.started:
            raise
    say(STOPPED)


STOPPED = "Castalia has stopped"


def ready_line(host: str, port: int) -> str:
    """Say that requests are answered, and where."""
    return f"Castalia is ready: {url_of(host, port)}"


def server_config(config: Config) -> uvicorn.Config:
    """Give uvicorn's configuration for ours."""
    proxies = list(config.trusted_proxies)
    return uvicorn.Config(
        application_of(config),
        lifespan="on",
        http=PROTOCOL,
        # No route of ours is a WebSocket.
        ws="none",
        log_config=log_configuration(config.CASTALIA_LOG_FORMAT),
        log_level="warning",
        # Ours names the request and leaves out what was asked.
        access_log=False,
        # Without this word uvicorn would believe whoever connects from this machine.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=CLOSE_SECONDS,
        server_header=False,
    )


def application_of(config: Config) -> str:
    """Name the application to serve: the one that sends spans, where these are wanted.

    Raises:
        ConfigurationError: What sends them is not installed.
    """
    if not config.CASTALIA_TRACES:
        return APPLICATION
    if find_spec("opentelemetry.exporter") is None or find_spec("opentelemetry.sdk") is None:
        message = "CASTALIA_TRACES needs more packages: pip install 'castalia[otel]', or leave the setting empty"
        raise ConfigurationError(message)
    return TRACED_APPLICATION
