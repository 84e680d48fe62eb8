"""``castalia``: the commands put together, and the entrance of the program."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import Annotated

import typer

import castalia
from castalia.cli import doctor, index, mcp, remove, search, serve, update, versions
from castalia.cli.examples import examples
from castalia.cli.exit_code import MEANINGS
from castalia.cli.failure import ReportingGroup
from castalia.cli.interruption import end_on_signals
from castalia.cli.short_life import SHORT_LIVED, short_life
from castalia.cli.terminal import show

EPILOG = f"""{
    examples(
        ("castalia serve", "get Python's documentation and search it at http://127.0.0.1:8000/"),
        ("castalia search how to walk a directory", "search it here"),
    )
}

Exit codes: {MEANINGS}."""

app = typer.Typer(
    cls=ReportingGroup,
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=index.EPILOG)(index.index)
app.command(epilog=serve.EPILOG)(serve.serve)
app.command(cls=search.SearchCommand, epilog=search.EPILOG)(search.search)
app.command(epilog=mcp.EPILOG)(mcp.mcp)
app.command(epilog=versions.EPILOG)(versions.versions)
app.command(epilog=update.EPILOG)(update.update)
app.command(epilog=remove.EPILOG)(remove.remove)
app.command(epilog=doctor.EPILOG)(doctor.doctor)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the value alone.
    if wanted:
        show(f"castalia {castalia.__version__}")
        raise typer.Exit


@app.callback()
def castalia_command(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Search Python's official documentation the way people search the web."""


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows fewer characters than the documentation shows their codes instead.
            stream.reconfigure(errors="backslashreplace")
    end_on_signals()
    with short_life() if SHORT_LIVED & set(sys.argv[1:2]) else contextlib.nullcontext():
        app()
