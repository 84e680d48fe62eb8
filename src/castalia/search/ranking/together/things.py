"""Sections that may be among the best in, those out that can be seen: what versions have in common is one thing.

What a section is called in all versions is remembered as a number, so that nothing is read of what will not be shown.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Sighting(NamedTuple):
    """A section that may be shown.

    Args:
        section: Its number in the collection; a newer version's are lower.
        edition: The number of its set.
        thing: What it is called in all versions.
        score: Its score.
    """

    section: int
    edition: int
    thing: int
    score: float


def foremost(seen: Sequence[Sighting], wanted: int) -> list[int]:
    """Give the numbers of all sections that the best things stand for.

    A thing has the score of its best section: so it has its place however many sections were looked at. Of two sections
    of one set that are called the same, the second is another thing; it comes along, so that it stays the second.

    Args:
        seen: What was seen, in the order of the sections.
        wanted: How many things are wanted.
    """
    before: Counter[tuple[int, int]] = Counter()
    found: dict[tuple[int, int], tuple[float, int]] = {}
    for each in seen:
        before[each.edition, each.thing] += 1
        called = each.thing, before[each.edition, each.thing]
        known = found.get(called)
        # The newest of its sections comes first and says which of several equally good things does.
        found[called] = (-each.score, each.section) if known is None else (min(known[0], -each.score), known[1])
    things = {thing for thing, _ in sorted(found, key=found.__getitem__)[:wanted]}
    return [each.section for each in seen if each.thing in things]
