"""Where each term stands: token streams in, and out what a search reads of one term, packed.

The packed form is little-endian: the sections that hold the term in ascending order (32 bits each), then for each of
them how often it stands in each field (8 bits each, field by field).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers32 = NDArray[np.uint32]

FIELDS = ("title", "terms", "context", "body")
"""The fields of a section's token stream, the most telling first."""

MAX_COUNT = 2**8 - 1
MAX_LENGTH = 2**16 - 1

PORTION = 2_048
"""Sections sorted at once: few calls, and little memory beside what comes out."""

Stream = tuple["Sequence[str]", "Sequence[str]", "Sequence[str]", "Sequence[str]"]
"""The token stream of one section: the terms of each field."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The sections that hold a term.

    Args:
        sections: Their ids, ascending.
        counts: How often it stands in each field of each, a row for a section.
    """

    sections: NDArray[np.uint32]
    counts: NDArray[np.uint8]


class _Numbers(dict[str, int]):
    """Numbers terms in the order in which they are met."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


def invert(streams: Sequence[Stream]) -> dict[str, Postings]:
    """Give for each term of some sections where it stands.

    Args:
        streams: The token streams of the sections, in the order of their ids, which count from 0.
    """
    numbers = _Numbers()
    portions = [_portion(streams[at : at + PORTION], at, numbers) for at in range(0, len(streams), PORTION)]
    if not portions:
        return {}
    terms, sections, counts = (np.concatenate(column) for column in zip(*portions, strict=True))
    order = np.argsort(terms, kind="stable")
    ends = np.cumsum(np.bincount(terms, minlength=len(numbers))).tolist()
    sections, counts = sections[order], counts[order].view(np.uint8).reshape(-1, len(FIELDS))
    found: dict[str, Postings] = {}
    for term, number in sorted(numbers.items()):
        place = slice(ends[number - 1] if number else 0, ends[number])
        found[term] = Postings(sections[place], counts[place])
    return found


def _portion(streams: Sequence[Stream], first: int, numbers: _Numbers) -> tuple[Numbers32, Numbers32, Numbers32]:
    """Give the terms of some sections by number, for each the section, and how often it stands in each field.

    The four counts are one number, the first field's in the lowest byte.
    """
    told = [list(map(numbers.__getitem__, terms)) for fields in streams for terms in fields]
    met = np.fromiter(chain.from_iterable(told), np.uint64)
    fields = np.repeat(np.arange(len(told), dtype=np.uint64), list(map(len, told)))
    places, times = np.unique(met * np.uint64(len(told)) + fields, return_counts=True)
    times = np.minimum(times, MAX_COUNT).astype("<u4") << (8 * (places % len(FIELDS))).astype("<u4")
    together, starts = np.unique(places // np.uint64(len(FIELDS)), return_index=True)
    counts = np.add.reduceat(times, starts) if len(starts) else times
    terms, sections = np.divmod(together, np.uint64(len(streams)))
    return terms.astype("<u4"), sections.astype("<u4") + np.uint32(first), counts.astype("<u4")


def lengths(streams: Sequence[Stream]) -> NDArray[np.uint16]:
    """Give the number of terms in each field of each section, a row for a section."""
    counted = [[min(len(terms), MAX_LENGTH) for terms in fields] for fields in streams]
    return np.array(counted, "<u2").reshape(-1, len(FIELDS))


def pack(postings: Postings) -> bytes:
    """Give the packed form."""
    return postings.sections.astype("<u4").tobytes() + postings.counts.tobytes()


def unpack(packed: bytes) -> Postings:
    """Read the packed form; nothing of it is copied."""
    size = len(packed) // (4 + len(FIELDS))
    sections = np.frombuffer(packed, "<u4", size)
    return Postings(sections, np.frombuffer(packed, np.uint8, offset=4 * size).reshape(-1, len(FIELDS)))
