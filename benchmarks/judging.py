"""Ranked places come in, figures of quality go out: reciprocal ranks, and how often a right place is first or early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from castalia.documents.document import Document

SEEN = 10
GOOD = 2
"""The grade from which on a judged place is an answer or a good place to land."""


@dataclass(frozen=True, slots=True)
class Places:
    """Which ids of a documentation are one place: twins, a heading's id and its label.

    Args:
        places: For each ``path`` and ``path#anchor`` the number of the section that holds it.
    """

    places: Mapping[str, int]

    def same(self, path: str) -> int | str:
        """Give what is equal for all ids of a place; a path that is none stands for itself."""
        return self.places.get(path, path)

    def rank(self, found: Sequence[str], right: Collection[str]) -> int | None:
        """Give the rank of the first right place among the distinct places of the first page."""
        wanted = {self.same(path) for path in right}
        distinct = list(dict.fromkeys(map(self.same, found)))[:SEEN]
        return next((rank for rank, place in enumerate(distinct, 1) if place in wanted), None)


def places_of(documents: Sequence[Document]) -> Places:
    """Give the places of a documentation's pages."""
    places: dict[str, int] = {}
    start = 0
    for document in documents:
        places[document.path] = start
        places |= {f"{document.path}#{anchor}": start + index for anchor, index in document.anchors.items()}
        start += len(document.sections)
    return Places(places)


@dataclass(frozen=True, slots=True)
class Figures:
    """How good the answers to some queries are."""

    queries: int
    reciprocal: float
    first: float
    early: float

    def row(self, name: str) -> str:
        """Give them as a row of a table."""
        return f"| {name} | {self.queries} | {self.reciprocal:.3f} | {self.first:.3f} | {self.early:.3f} |"


HEAD = "| queries | n | MRR@10 | S@1 | S@10 |\n| --- | --- | --- | --- | --- |"


def figures(ranks: Sequence[int | None]) -> Figures:
    """Sum up the ranks of right places."""
    count = len(ranks) or 1
    return Figures(
        queries=len(ranks),
        reciprocal=sum(1 / rank for rank in ranks if rank) / count,
        first=sum(rank == 1 for rank in ranks) / count,
        early=sum(rank is not None for rank in ranks) / count,
    )
