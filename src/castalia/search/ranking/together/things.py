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

    The first section of a thing stands for it, with its score. Of two sections of one set that are called the same, the
    second is another thing; it comes along, so that it stays the second.

    Args:
        seen: What was seen, in the order of the sections.
        wanted: How many things are wanted.
    """
    before: Counter[tuple[int, int]] = Counter()
    first: dict[tuple[int, int], Sighting] = {}
    for each in seen:
        before[each.edition, each.thing] += 1
        first.setdefault((each.thing, before[each.edition, each.thing]), each)
    best = sorted(first.values(), key=lambda each: (-each.score, each.section))[:wanted]
    things = {each.thing for each in best}
    return [each.section for each in seen if each.thing in things]
