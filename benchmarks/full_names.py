"""Every name of an inventory typed in full: how many come first, and why the others do not.

``python -m benchmarks.full_names INDEX.db ARCHIVE...`` asks an index of several versions for all names of each archive.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.command_line import existing_archive, existing_index, reported
from benchmarks.judging import places_of
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.documents.kinds import PLACES
from castalia.errors import QueryError
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import SilentProgress
from castalia.search.search import search
from castalia.source.archive import ArchiveSource
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from benchmarks.judging import Places
    from castalia.search.results import Result
    from castalia.source.inventory import InventoryEntry

SHOWN = 12
"""Examples of each reason; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A name that did not come first, why, and what did."""

    entry: InventoryEntry
    reason: str
    first: str


async def find_misses(
    session: AsyncSession, entries: Sequence[InventoryEntry], places: Places, *, version: str | None = None
) -> list[Miss]:
    """Type every name of an inventory once; give the declarations whose place did not come first.

    Args:
        session: A session to ask with.
        entries: The inventory.
        places: The places of the documentation.
        version: The version to ask; the newest stable one when absent.
    """
    declared: defaultdict[str, list[InventoryEntry]] = defaultdict(list)
    for entry in entries:
        declared[entry.name].append(entry)
    misses: list[Miss] = []
    for name, bearers in declared.items():
        try:
            results = (await search(session, name, version=version, limit=1, verbatim=True)).results
        except QueryError as error:
            misses += [Miss(entry, str(error), "") for entry in bearers]
            continue
        first = places.same(results[0].path) if results else None
        wrong = [entry for entry in bearers if places.same(place_of(entry)) != first]
        taken = {entry.role for entry in bearers if entry not in wrong}
        misses += [
            Miss(entry, reason(entry, results, taken, places), results[0].path if results else "") for entry in wrong
        ]
    return misses


def place_of(entry: InventoryEntry) -> str:
    """Give the place that an entry declares."""
    return f"{entry.path}#{entry.anchor}" if entry.anchor else entry.path


def reason(entry: InventoryEntry, results: Sequence[Result], taken: Collection[str], places: Places) -> str:
    """Say why another thing came first.

    Args:
        entry: The declaration that did not come first.
        results: What did.
        taken: The roles under which what came first bears the very same name.
        places: The places of the documentation.
    """
    if place_of(entry) not in places.places:
        return "its place is on no page of the documentation"
    if not results:
        return "nothing is found"
    if taken:
        both = "two places" if entry.role in taken else "two kinds of things"
        return f"{both} are declared under this very name"
    first, key = results[0], name_key(entry.name)
    if key in {name_key(first.name), name_key(first.title)}:
        return "a name or heading differs only in case, blanks, dots or underscores"
    return "another thing has it as its last parts or as an entry of the index, or stands nearer by its words"


def report(entries: Sequence[InventoryEntry], misses: Sequence[Miss]) -> Iterator[str]:
    """Give the shares, and each reason with its examples."""
    wrong = {miss.entry for miss in misses}
    for label, chosen in (
        ("definitions", [entry for entry in entries if entry.role not in PLACES]),
        ("labels and pages", [entry for entry in entries if entry.role in PLACES]),
    ):
        right = sum(entry not in wrong for entry in chosen)
        yield f"{label}: {right:,} of {len(chosen):,} names come first ({right / (len(chosen) or 1):.2%})"
    names, lost = {entry.name for entry in entries}, {entry.name for entry in wrong}
    found = len(names) - len(lost - {entry.name for entry in entries if entry not in wrong})
    yield f"distinct names: {found:,} of {len(names):,} have a bearer first ({found / (len(names) or 1):.2%})"
    examples: defaultdict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        examples[_row(miss)].append(miss)
    for why, count in Counter(map(_row, misses)).most_common():
        yield f"- {count:,}: {why}"
        yield from (
            f"    {miss.entry.name} ({miss.entry.role}; {miss.first} is first)" for miss in examples[why][:SHOWN]
        )


def _row(miss: Miss) -> str:
    return f"{'labels and pages' if miss.entry.role in PLACES else 'definitions'}: {miss.reason}"


async def run(index: Path, archives: Sequence[Path]) -> None:
    """Ask the index for all names of each archive, and print."""
    database = SQLiteDatabase(SQLiteSettings(path=index))
    async with database.lifespan():
        for archive in archives:
            with TemporaryDirectory() as folder, ArchiveSource(archive, workspace=Path(folder)) as source:
                places = places_of(read_pages(source, SilentProgress()).documents)
                entries, version = source.inventory, source.release.version
            async with database.read_session() as session:
                misses = await find_misses(session, entries, places, version=version)
            print("\n".join((f"## {version}", *report(entries, misses), "")), flush=True)


def main() -> None:
    """Read the arguments and ask."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.full_names", description=__doc__)
    parser.add_argument("index", type=existing_index, help="the index in SQLite, with the version of every archive")
    parser.add_argument("archives", type=existing_archive, nargs="+", help="HTML documentation with an objects.inv")
    options = parser.parse_args()
    asyncio.run(run(options.index, options.archives))


if __name__ == "__main__":
    with reported():
        main()
