"""Where each term stands: token streams in, and out what a search reads of one term, packed.

The packed form is little-endian: the sections that hold the term in ascending order (32 bits each), then for each of
them how often it stands in each field (8 bits each, field by field).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from castalia.text.streams import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from castalia.text.streams import Streams

    Numbers32 = NDArray[np.uint32]

MAX_COUNT = 2**8 - 1

PORTION = 2_048
"""Sections sorted at once: few calls, and little memory beside what comes out."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The sections that hold a term.

    Args:
        sections: Their ids, ascending.
        counts: How often it stands in each field of each, a row for a section.
    """

    sections: NDArray[np.uint32]
    counts: NDArray[np.uint8]


def invert(streams: Streams) -> Iterator[tuple[str, Postings]]:
    """Give each term of some sections in the order of the alphabet, and where it stands.

    Args:
        streams: The token streams of the sections, which let go of where their terms stand.
    """
    portions = [_portion(streams, at, min(at + PORTION, len(streams))) for at in range(0, len(streams), PORTION)]
    if not portions:
        return
    names = streams.terms
    # Each column is let go as soon as it is sorted: together they are as large as everything else.
    columns = [list(column) for column in zip(*portions, strict=True)]
    del portions
    streams.let_go()
    numbers = np.concatenate(columns.pop(0))
    order = np.argsort(numbers, kind="stable").astype(np.uint32)
    ends = np.cumsum(np.bincount(numbers, minlength=len(names))).tolist()
    del numbers
    sections = np.concatenate(columns.pop(0))[order]
    counts = np.concatenate(columns.pop(0))[order].view(np.uint8).reshape(-1, len(FIELDS))
    del order
    for number in sorted(range(len(names)), key=names.__getitem__):
        place = slice(ends[number - 1] if number else 0, ends[number])
        yield names[number], Postings(sections[place], counts[place])


def _portion(streams: Streams, first: int, last: int) -> tuple[Numbers32, Numbers32, Numbers32]:
    """Give the terms of some sections by number, for each the section, and how often it stands in each field.

    The four counts are one number, the first field's in the lowest byte.
    """
    bounds = streams.bounds[first * len(FIELDS) : last * len(FIELDS) + 1]
    met = streams.numbers[bounds[0] : bounds[-1]].astype(np.uint64)
    fields = np.repeat(np.arange(len(bounds) - 1, dtype=np.uint64), np.diff(bounds))
    places, times = np.unique(met * np.uint64(len(bounds) - 1) + fields, return_counts=True)
    times = np.minimum(times, MAX_COUNT).astype("<u4") << (8 * (places % len(FIELDS))).astype("<u4")
    together, starts = np.unique(places // np.uint64(len(FIELDS)), return_index=True)
    counts = np.add.reduceat(times, starts) if len(starts) else times
    terms, sections = np.divmod(together, np.uint64(last - first))
    return terms.astype("<u4"), sections.astype("<u4") + np.uint32(first), counts.astype("<u4")


def pack(postings: Postings) -> bytes:
    """Give the packed form."""
    return postings.sections.astype("<u4").tobytes() + postings.counts.tobytes()


def unpack(packed: bytes) -> Postings:
    """Read the packed form; nothing of it is copied."""
    size = len(packed) // (4 + len(FIELDS))
    sections = np.frombuffer(packed, "<u4", size)
    return Postings(sections, np.frombuffer(packed, np.uint8, offset=4 * size).reshape(-1, len(FIELDS)))
