"""Golden queries as text comes in, judgements that can be held against an answer come out.

A line holds a query, what is claimed of its answer and the places the claim is about, two or more spaces apart::

    str              TopHit          library/stdtypes.html#str
    delete a file    InTop(3)        library/os.html#os.remove or library/os.html#os.unlink
    open             RanksAbove      library/functions.html#open > library/os.html#os.open
    sort -list       DoesNotFind     library/stdtypes.html#list.sort
    walrus           KnownFailure    reference/expressions.html#assignment-expressions

`KnownFailure` is a place that ought to be the top hit and is not yet: once it is, the line wants to be a `TopHit`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SEEN = 10
"""Results on the first page; what stands further behind is not found."""

_LINE = re.compile(r"^(?P<query>\S.*?)\s{2,}(?P<claim>[A-Z]\w+)(?:\((?P<count>\d+)\))?\s+(?P<places>\S.*)$")
_BETWEEN = {"RanksAbove": " > ", "TopHit": " or ", "InTop": " or ", "DoesNotFind": " or ", "KnownFailure": " or "}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is claimed of the answer to a query.

    Args:
        kind: The name of the table it stands in.
        query: What is typed.
        claim: ``TopHit``, ``InTop``, ``RanksAbove``, ``DoesNotFind`` or ``KnownFailure``.
        places: The places that it is about: any of them will do, but of ``RanksAbove`` the better one and the other.
        count: Among how many results one of them must be.
    """

    kind: str
    query: str
    claim: str
    places: tuple[str, ...]
    count: int = 1

    def holds(self, found: Sequence[str]) -> bool:
        """Tell whether the claim is true of an answer.

        Args:
            found: The paths of the results, best first.
        """
        rank = self.rank(found)
        if self.claim == "RanksAbove":
            better, other = (place_rank(found, place) for place in self.places)
            return better is not None and (other is None or better < other)
        if self.claim == "DoesNotFind":
            return rank is None
        if self.claim == "KnownFailure":
            return rank != 1
        return rank is not None and rank <= self.count

    def rank(self, found: Sequence[str]) -> int | None:
        """Give the rank of the first of the places, none where it is not on the first page."""
        return min((rank for place in self.places if (rank := place_rank(found, place)) is not None), default=None)


def place_rank(found: Sequence[str], place: str) -> int | None:
    """Give the rank of a place among the results of the first page."""
    return found.index(place) + 1 if place in found[:SEEN] else None


def read_tables(folder: Path) -> list[Judgement]:
    """Read all tables of a folder; each is a kind of query."""
    return [judgement for file in sorted(folder.glob("*.txt")) for judgement in read_table(file)]


def read_table(file: Path) -> Iterator[Judgement]:
    """Read a table.

    Raises:
        ValueError: A line is none of these.
    """
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or re.match(r"# \S", line):
            continue
        parts = _LINE.match(line)
        if parts is None or parts["claim"] not in _BETWEEN:
            message = f"{file.name}, line {number}: {line!r} is no query, claim and places two spaces apart"
            raise ValueError(message)
        places = tuple(parts["places"].split(_BETWEEN[parts["claim"]]))
        yield Judgement(file.stem, parts["query"], parts["claim"], places, int(parts["count"] or 1))
