"""``castalia search``: words come in, the sections that answer them go out."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperCommand

from castalia.cli.completion import AUTO, complete_version
from castalia.cli.examples import examples
from castalia.cli.exit_code import ExitCode
from castalia.cli.terminal import is_styled, say, show_json

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.results import Results

MAX_LIMIT = 100

# What Typer raises for an unknown option too, whose own class it does not export.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)

EPILOG = examples(
    ("castalia search os.path.join", "a definition by its name"),
    ("castalia search how to sort a dictionary by value", "a question; quotes are not needed"),
    ("castalia search TaskGroup --version 3.13 --limit 3", "one version, few results"),
    ("castalia search tomllib --version all --project all", "every version of everything that is indexed"),
    ("castalia search tomllib --version auto", "the version that the project here requires"),
    ("castalia search asyncio.timeout --show", "the whole section of the best result"),
    ("castalia search asyncio.timeout --open", "the best result in the browser"),
    ("castalia search -- -m", "what begins with a dash stands behind --"),
    ("castalia search open a file --explain", "why each result stands where it stands"),
    ("castalia search walrus --json", "what the API answers, for a program; --jsonl for a result a line"),
)


class SearchCommand(TyperCommand):
    """The command, which says how to search for what begins with a dash."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - Its type is private to Typer.
        """Read the arguments."""
        try:
            return super().parse_args(ctx, args)
        except _UsageError as error:
            unknown = getattr(error, "option_name", "") if hasattr(error, "possibilities") else ""
            if unknown:
                error.message += f". To search for {unknown} itself: castalia search -- {unknown}"
            raise


def search(
    query: Annotated[list[str], typer.Argument(help="What to search for.")],
    *,
    version: Annotated[
        str | None,
        typer.Option(
            help="The version to search, or `all`; `auto`: the project's or interpreter's; else the newest stable one.",
            autocompletion=complete_version,
        ),
    ] = None,
    project: Annotated[str, typer.Option(help="The project to search, or `all`.")] = "python",
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many results to print.")] = 10,
    verbatim: Annotated[bool, typer.Option(help="Search for what looks misspelt as it is.")] = False,
    explain: Annotated[bool, typer.Option(help="Say what each score is made of.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the whole section of the best result.")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Open the best result in the browser.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as /api/v1/search answers.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Print each result as JSON on a line of its own.")] = False,
) -> None:
    """Search the documentation, best first."""
    text = _text(query)
    if not text.strip():
        raise typer.BadParameter("is empty: say what to search for.", param_hint="QUERY")
    if show + open_it + as_json + as_jsonl > 1:
        raise typer.BadParameter("exclude one another; give one of them.", param_hint="--show/--open/--json/--jsonl")
    results, whole = asyncio.run(
        _results(text, version=version, project=project, limit=limit, verbatim=verbatim, explain=explain, show=show)
    )
    if as_json or as_jsonl:
        _print_json(results, by_line=as_jsonl)
    elif results.results and show:
        _print_whole(results, whole)
    elif results.results and open_it:
        _open(results)
    else:
        _print(results)
    if not results.results:
        raise typer.Exit(ExitCode.NOTHING_FOUND)


def _text(words: list[str]) -> str:
    # Bytes of the command line that are not UTF-8 arrive as surrogates, which no database stores.
    return " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def _results(
    text: str, *, version: str | None, project: str, limit: int, verbatim: bool, explain: bool, show: bool
) -> tuple[Results, str]:
    """Search, and read the whole section of the best result where it is to be shown."""
    from castalia.cli.connection import opened  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.
    from castalia.search.search import search as find  # noqa: PLC0415 - SQLAlchemy is heavy.

    async with opened(get_config()) as database, database.read_session() as session:
        if version == AUTO:
            version = await _own_version(session)
        results = await find(
            session, text, project=project, version=version, limit=limit, verbatim=verbatim, explain=explain
        )
        if not show or not results.results:
            return results, ""
        from castalia.cli.section_view import whole_text  # noqa: PLC0415 - Needed for this alone.

        return results, await whole_text(session, results.results[0])


async def _own_version(session: AsyncSession) -> str:
    """Give the indexed version that the project or interpreter here is about.

    Raises:
        UnknownVersionError: It is not indexed.
    """
    from castalia.cli.own_version import own_version  # noqa: PLC0415 - Needed for this alone.
    from castalia.database.sets import live_sets  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.errors import UnknownVersionError  # noqa: PLC0415 - Stands with the others.

    own = own_version(Path.cwd(), os.environ)
    versions = [each.version for each in await live_sets(session, project="python")]
    found = own.oldest(versions)
    if found is None:
        message = f"{own.reason} means Python {own.allowed}, which is not indexed; there is {', '.join(versions)}"
        raise UnknownVersionError(message, tuple(versions))
    say(f"Python {found}, by {own.reason}")
    return found


def _print_json(results: Results, *, by_line: bool) -> None:
    from castalia.search.answer import answer  # noqa: PLC0415 - Needed by one of several ways only.

    found = answer(results)
    if not by_line:
        show_json(found)
        return
    for result in found["results"]:
        show_json(result, indent=None)


def _print(results: Results) -> None:
    from castalia.cli.result_lines import headline, show_results  # noqa: PLC0415 - Needed by one of several ways only.

    _say_what_was_searched(results)
    say(headline(results))
    if is_styled():
        from castalia.cli.result_list import print_results  # noqa: PLC0415 - Rich is heavy.

        print_results(results)
    else:
        show_results(results)


def _print_whole(results: Results, text: str) -> None:
    from castalia.cli.section_view import show_text  # noqa: PLC0415 - Needed by one of several ways only.

    _say_what_was_searched(results)
    say(results.results[0].url)
    show_text(text)


def _open(results: Results) -> None:
    import webbrowser  # noqa: PLC0415 - Needed by one of several ways only.

    from castalia.cli.failure import fail  # noqa: PLC0415 - Stands with the others.

    _say_what_was_searched(results)
    url = results.results[0].url
    if not url.startswith(("https://", "http://")):
        raise fail(f"{url} is not on the web; `castalia serve` shows it there, and --show prints it here")
    say(f"opening {url}")
    if not webbrowser.open(url):
        raise fail(f"no browser could be started; set BROWSER to the one to use, or open {url} yourself")


def _say_what_was_searched(results: Results) -> None:
    if results.corrected:
        say(f"Showing results for {results.corrected!r}. To search for {results.query!r} instead, add --verbatim.")
    if results.elsewhere:
        say(f"{results.query!r} is in other versions: {', '.join(results.elsewhere)}; add --version to search there.")
