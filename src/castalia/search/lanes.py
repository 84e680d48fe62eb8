"""Lanes: what a reader may want from a documentation, reference or lesson; which sections lie in each, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import bindparam, select

from castalia.database.models import Section
from castalia.search.ranking.memory import Memory, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.ranking.columns import Columns


class Lane(StrEnum):
    """A part of every documentation, by what it is for."""

    REFERENCE = "reference"
    LEARN = "learn"
    GLOSSARY = "glossary"
    WHATS_NEW = "whatsnew"
    C_API = "c-api"


TITLES = {
    Lane.REFERENCE: "Reference",
    Lane.LEARN: "Learn",
    Lane.GLOSSARY: "Glossary",
    Lane.WHATS_NEW: "What\N{RIGHT SINGLE QUOTATION MARK}s New",
    Lane.C_API: "C API",
}

LESSONS = ("tutorial", "tutorials", "howto", "howtos", "faq", "intro", "guide", "guides", "installing", "distributing")

FOLDERS = {
    **dict.fromkeys(LESSONS, Lane.LEARN),
    **dict.fromkeys(("whatsnew", "deprecations", "releases", "changes", "changelog", "news"), Lane.WHATS_NEW),
    **dict.fromkeys(("c-api", "extending"), Lane.C_API),
    "": None,
}
"""The lane of each folder as Sphinx projects name them; what lies elsewhere is reference.

Pages at the root, such as the contents, lead to all of them and lie in none.
"""

REMEMBERED = 256
"""Sets; each takes two bytes for every section."""

NO_LANE = len(Lane)
WORD = 8
"""Bytes in a word."""

ORDER = tuple(Lane)

# The glossary is a page among others at the root, so its sections are known by their kind.
TERMS = select(Section.id).where(Section.set_id == bindparam("set_id"), Section.kind == "term")


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many sections of a lane match."""

    lane: Lane
    title: str
    count: int


class Lanes:
    """In which lane each section of a set lies.

    Args:
        numbers: The number of each section's lane.
    """

    def __init__(self, numbers: NDArray[np.uint8]) -> None:
        self.numbers = numbers
        # A bit for each section in words of 64, so that those of a lane are counted as fast as they are read.
        self._bits = np.stack([_bits(numbers == number) for number in range(NO_LANE)])

    def within(self, lane: Lane | None) -> NDArray[np.bool_] | None:
        """Tell which sections lie in a lane; ``None`` where none is named, since then all of them do."""
        return None if lane is None else self.numbers == ORDER.index(lane)

    def count(self, matching: NDArray[np.bool_]) -> tuple[int, ...]:
        """Count the sections of each lane that match, the lanes in their order."""
        return tuple(np.bitwise_count(self._bits & _bits(matching)).sum(axis=1, dtype=np.intp).tolist())


def _bits(marked: NDArray[np.bool_]) -> NDArray[np.uint64]:
    packed = np.packbits(marked)
    bits = np.zeros(-(-len(packed) // WORD), np.uint64)
    bits.view(np.uint8)[: len(packed)] = packed
    return bits


_memory: Memory[Lanes] = Memory(REMEMBERED)


async def lanes_of(session: AsyncSession, documentation: DocumentationSet, columns: Columns) -> Lanes:
    """Give the lanes of a set, read once for as long as it lives.

    Args:
        session: A session to read with.
        documentation: The set.
        columns: Its columns.
    """
    key = key_of(documentation)
    known = _memory.get(session, key)
    if known is None:
        terms = list(await session.scalars(TERMS, {"set_id": documentation.id}))
        known = Lanes(sort_into_lanes(columns, terms))
        _memory.put(session, key, known)
    return known


def sort_into_lanes(columns: Columns, terms: list[int]) -> NDArray[np.uint8]:
    """Give the number of each section's lane.

    Args:
        columns: The columns of the set.
        terms: The sections that are terms of a glossary.
    """
    of_folder = [FOLDERS.get(name, Lane.REFERENCE) for name in columns.folder_names]
    numbers = [NO_LANE if lane is None else ORDER.index(lane) for lane in of_folder]
    lanes = np.array(numbers or [NO_LANE], dtype=np.uint8)[columns.folders]
    lanes[terms] = ORDER.index(Lane.GLOSSARY)
    return lanes


def add_up(counts: Iterable[Sequence[int]]) -> tuple[LaneCount, ...]:
    """Add up what matches in each lane of several sets, lanes without anything left out."""
    added = map(sum, zip(*counts, strict=True))
    return tuple(LaneCount(lane, TITLES[lane], total) for lane, total in zip(ORDER, added, strict=False) if total)
