"""``castalia serve``: the search page and the API, after whatever must be indexed first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from castalia.cli.examples import examples
from castalia.cli.terminal import say
from castalia.errors import IndexFormatError

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
        int | None,
        typer.Option(
            min=1,
            max=MAX_WORKERS,
            show_default="1",
            help="How many processes share the work, one for each core; CASTALIA_WORKERS unless given.",
        ),
    ] = None,
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

    # Every process of the service reads its settings by itself.
    if access_log:
        os.environ["CASTALIA_LOG_REQUESTS"] = "queries"
    if workers is not None:
        os.environ["CASTALIA_WORKERS"] = str(workers)
    config = get_config()
    # Taken before anything is indexed: nobody should wait for minutes to hear that the port is in use.
    with listen(host, port) as listener:
        _prepare(config)
        _serve(listener, config, host=host)


def _serve(listener: socket.socket, config: Config, *, host: str) -> None:
    if config.CASTALIA_WORKERS > 1:
        from castalia.cli.supervisor import run_workers  # noqa: PLC0415 - As below.

        run_workers(listener, config, host=host, count=config.CASTALIA_WORKERS)
    else:
        from castalia.cli.server import run  # noqa: PLC0415 - The web is heavy, and indexing does without it.

        run(listener, config, host=host)


def _prepare(config: Config) -> None:
    """Index when there is nothing, and say at once when there is what this version cannot read.

    That is not replaced unasked: a server of the version that wrote it may be at work on the same database.
    """
    from castalia.cli.documentation import (  # noqa: PLC0415 - Heavy.
        described,
        index_documentation,
        is_empty,
        report_failures,
    )
    from castalia.cli.rebuilding import rebuilding  # noqa: PLC0415 - The same.

    try:
        empty = is_empty(config)
    except IndexFormatError as error:
        say(f"castalia: {error}. Until then every search is answered with 503. With all that it held:")
        say(f"  {rebuilding(config)}")
        return
    if empty:
        say("nothing is indexed yet; obtaining Python's documentation first, which happens once")
        summary = index_documentation(config, None)
        report_failures(summary)
        say(described(summary))
