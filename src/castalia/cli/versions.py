"""``castalia versions``: what can be searched."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from castalia.cli.examples import examples
from castalia.cli.exit_code import ExitCode
from castalia.cli.terminal import say, show_json
from castalia.database.age import in_utc

if TYPE_CHECKING:
    from castalia.database.models import DocumentationSet

EPILOG = examples(
    ("castalia versions", "a table; * marks what a search without --version answers from"),
    ("castalia versions --json", "for a program; the keys of /api/v1/versions, and the size in bytes"),
)


def versions(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the versions that are indexed, newest first."""
    sets = asyncio.run(_sets())
    newest = newest_ids(sets)
    if as_json:
        show_json({"versions": [_values(each, newest=each.id in newest) for each in sets]})
    elif sets:
        from castalia.cli.version_table import print_table  # noqa: PLC0415 - Rich is heavy.

        print_table(sets, newest)
    if not sets:
        say("nothing is indexed yet; run `castalia index` first")
        raise typer.Exit(ExitCode.NOTHING_FOUND)


def newest_ids(sets: list[DocumentationSet]) -> set[int]:
    """Give the id of each project's first set: the newest stable one, by the order of ``live_sets``."""
    first: dict[str, int] = {}
    for each in sets:
        first.setdefault(each.project, each.id)
    return set(first.values())


async def _sets() -> list[DocumentationSet]:
    from castalia.cli.connection import opened  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.
    from castalia.database.sets import live_sets  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.errors import EmptyIndexError  # noqa: PLC0415 - Stands with the others.

    async with opened(get_config()) as database, database.read_session() as session:
        try:
            return await live_sets(session)
        except EmptyIndexError:
            return []


def _values(each: DocumentationSet, *, newest: bool) -> dict[str, Any]:
    return {
        "project": each.project,
        "version": each.version,
        "release": each.release,
        "language": each.language,
        "newest": newest,
        "indexed_at": in_utc(each.indexed_at).isoformat().replace("+00:00", "Z"),
        "pages": each.pages,
        "sections": each.sections,
        "symbols": each.symbols,
        "size": each.size,
        "index_format": each.index_format,
        "source": each.location,
    }
