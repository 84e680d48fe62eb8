"""``castalia serve``: the search page and the API, after whatever must be indexed first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from castalia.cli.examples import examples
from castalia.cli.terminal import say

if TYPE_CHECKING:
    import socket

    from castalia.config import Config

MAX_PORT = 65_535
MAX_WORKERS = 64

EPILOG = examples(
    ("castalia serve", "on this machine alone, at http://127.0.0.1:8000/"),
    ("castalia serve --host 0.0.0.0 --port 80", "for everybody who reaches this machine"),
    ("castalia serve --workers 4", "with four processes, on a machine with four cores"),
    ("castalia serve --port 0", "on any free port; the line it prints tells which"),
)


def serve(
    *,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 for all of this machine's.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=MAX_PORT, help="The port to listen on; 0 for any free one.")] = 8000,
    workers: Annotated[
        int, typer.Option(min=1, max=MAX_WORKERS, help="How many processes share the work, one for each core.")
    ] = 1,
    access_log: Annotated[
        bool, typer.Option("--access-log", help="Log each request on stderr, queries included.")
    ] = False,
) -> None:
    """Serve the search page and the API.

    When nothing is indexed yet, it obtains and indexes Python's documentation
    first, as `castalia index` does. Ctrl-C stops it.
    """
    from castalia.cli.listener import listen  # noqa: PLC0415 - Light, but of no use to the other commands.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.

    if access_log:
        # Every process of the service reads its settings by itself.
        os.environ["CASTALIA_LOG_REQUESTS"] = "queries"
    config = get_config()
    # Taken before anything is indexed: nobody should wait for minutes to hear that the port is in use.
    with listen(host, port) as listener:
        _index_when_empty(config)
        _serve(listener, config, host=host, workers=workers)


def _serve(listener: socket.socket, config: Config, *, host: str, workers: int) -> None:
    if workers > 1:
        from castalia.cli.supervisor import run_workers  # noqa: PLC0415 - As below.

        run_workers(listener, config, host=host, count=workers)
    else:
        from castalia.cli.server import run  # noqa: PLC0415 - The web is heavy, and indexing does without it.

        run(listener, config, host=host)


def _index_when_empty(config: Config) -> None:
    from castalia.cli.documentation import (  # noqa: PLC0415 - Heavy.
        described,
        index_documentation,
        is_empty,
        report_failures,
    )

    if is_empty(config):
        say("nothing is indexed yet; obtaining Python's documentation first, which happens once")
        summary = index_documentation(config, None)
        report_failures(summary)
        say(described(summary))
