"""Every name of an inventory typed in full: how many come first, and why the others do not."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.documents.kinds import PLACES
from castalia.errors import QueryError
from castalia.search.search import search
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from benchmarks.judging import Places
    from castalia.search.results import Result
    from castalia.source.inventory import InventoryEntry

SHOWN = 12
"""Examples of each reason; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A name that did not come first, why, and what did."""

    name: str
    reason: str
    first: str


async def find_misses(session: AsyncSession, entries: Sequence[InventoryEntry], places: Places) -> list[Miss]:
    """Type every name of an inventory; give those whose place did not come first."""
    misses: list[Miss] = []
    for entry in entries:
        if place_of(entry) not in places.places:
            misses.append(Miss(entry.name, "its place is on no page of the documentation", ""))
            continue
        try:
            results = (await search(session, entry.name, limit=1, verbatim=True)).results
        except QueryError as error:
            misses.append(Miss(entry.name, str(error), ""))
            continue
        if not results or places.same(results[0].path) != places.same(place_of(entry)):
            misses.append(Miss(entry.name, reason(entry, results), results[0].path if results else ""))
    return misses


def place_of(entry: InventoryEntry) -> str:
    """Give the place that an entry declares."""
    return f"{entry.path}#{entry.anchor}" if entry.anchor else entry.path


def reason(entry: InventoryEntry, results: Sequence[Result]) -> str:
    """Say why another thing came first."""
    if not results:
        return "nothing is found"
    first = results[0]
    if first.name == entry.name:
        return "two things bear the name"
    if name_key(first.name) == name_key(entry.name) or name_key(first.title) == name_key(entry.name):
        return "two names differ only in case, dots or underscores"
    return "another thing has it as its last parts, as an entry of the index, or stands nearer by its words"


def report(entries: Sequence[InventoryEntry], misses: Sequence[Miss]) -> Iterator[str]:
    """Give the shares, and each reason with its examples."""
    wrong = {miss.name for miss in misses}
    for label, chosen in (
        ("definitions", [entry for entry in entries if entry.role not in PLACES]),
        ("labels and pages", [entry for entry in entries if entry.role in PLACES]),
    ):
        right = sum(entry.name not in wrong for entry in chosen)
        yield f"{label}: {right:,} of {len(chosen):,} names come first ({right / (len(chosen) or 1):.2%})"
    examples: defaultdict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        examples[miss.reason].append(miss)
    for why, count in Counter(miss.reason for miss in misses).most_common():
        yield f"- {count:,}: {why}"
        yield from (f"    {miss.name} ({miss.first})" for miss in examples[why][:SHOWN])
