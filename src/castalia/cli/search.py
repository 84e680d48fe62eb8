"""``castalia search``: words come in, the sections that answer them go out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from castalia.cli.examples import examples
from castalia.cli.exit_code import ExitCode
from castalia.cli.terminal import say, show_json

if TYPE_CHECKING:
    from castalia.search.results import Results

MAX_LIMIT = 100

EPILOG = examples(
    ("castalia search os.path.join", "a definition by its name"),
    ("castalia search how to sort a dictionary by value", "a question; quotes are not needed"),
    ("castalia search TaskGroup --version 3.13 --limit 3", "one version, few results"),
    ("castalia search -- -m", "what begins with a dash stands behind --"),
    ("castalia search open a file --explain", "why each result stands where it stands"),
    ("castalia search walrus --json", "what the API answers, for a program"),
)


def search(
    query: Annotated[list[str], typer.Argument(help="What to search for.")],
    *,
    version: Annotated[
        str | None, typer.Option(help="The version to search; the newest stable one when absent.")
    ] = None,
    project: Annotated[str, typer.Option(help="The project to search.")] = "python",
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many results to print.")] = 10,
    verbatim: Annotated[bool, typer.Option(help="Search for what looks misspelt as it is.")] = False,
    explain: Annotated[bool, typer.Option(help="Say what each score is made of.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as /api/v1/search answers.")] = False,
) -> None:
    """Search the documentation, best first."""
    text = _text(query)
    if not text.strip():
        raise typer.BadParameter("is empty: say what to search for.", param_hint="QUERY")
    results = asyncio.run(
        _results(text, version=version, project=project, limit=limit, verbatim=verbatim, explain=explain)
    )
    if as_json:
        from castalia.search.answer import answer  # noqa: PLC0415 - Needed by one of two ways only.

        show_json(answer(results))
    else:
        _print(results)
    if not results.results:
        raise typer.Exit(ExitCode.NOTHING_FOUND)


def _text(words: list[str]) -> str:
    # Bytes of the command line that are not UTF-8 arrive as surrogates, which no database stores.
    return " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def _results(
    text: str, *, version: str | None, project: str, limit: int, verbatim: bool, explain: bool
) -> Results:
    from castalia.cli.connection import opened  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.
    from castalia.search.search import search as find  # noqa: PLC0415 - SQLAlchemy is heavy.

    async with opened(get_config()) as database, database.read_session() as session:
        return await find(
            session, text, project=project, version=version, limit=limit, verbatim=verbatim, explain=explain
        )


def _print(results: Results) -> None:
    from castalia.cli.result_list import headline, print_results  # noqa: PLC0415 - Rich is heavy.

    if results.corrected:
        say(f"Showing results for {results.corrected!r}. To search for {results.query!r} instead, add --verbatim.")
    if results.elsewhere:
        say(f"{results.query!r} is in other versions: {', '.join(results.elsewhere)}; add --version to search there.")
    say(headline(results))
    print_results(results)
