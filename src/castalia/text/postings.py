"""Where each term stands: token streams in, and out what a search reads of one term, packed.

The packed form is little-endian: the sections that hold the term in ascending order (32 bits each), then for each of
them how often it stands in each field (8 bits each, field by field).
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

FIELDS = ("title", "terms", "context", "body")
"""The fields of a section's token stream, the most telling first."""

MAX_COUNT = 2**8 - 1
MAX_LENGTH = 2**16 - 1

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


def invert(streams: Iterable[Stream]) -> dict[str, Postings]:
    """Give for each term of some sections where it stands.

    Args:
        streams: The token streams of the sections, in the order of their ids, which count from 0.
    """
    places: dict[str, tuple[array[int], array[int]]] = {}
    for number, fields in enumerate(streams):
        for term, packed in _counts(fields).items():
            if term not in places:
                places[term] = (array("L"), array("L"))
            sections, counts = places[term]
            sections.append(number)
            counts.append(packed)
    return {term: _postings(*places[term]) for term in sorted(places)}


def _counts(fields: Stream) -> dict[str, int]:
    """Give the four counts of each term in one number, the first field's in the lowest byte."""
    found: dict[str, int] = {}
    for field, terms in enumerate(fields):
        for term, count in Counter(terms).items():
            found[term] = found.get(term, 0) | min(count, MAX_COUNT) << 8 * field
    return found


def _postings(sections: Sequence[int], counts: Sequence[int]) -> Postings:
    return Postings(np.array(sections, "<u4"), np.array(counts, "<u4").view(np.uint8).reshape(-1, len(FIELDS)))


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
