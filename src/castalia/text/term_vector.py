"""A section's terms with how often each stands in each field, packed: what both databases' candidates are scored by.

The packed form is little-endian: the length of each field in terms (four 16-bit numbers), the ids of the terms
in ascending order (32 bits each), then for each of them four counts (8 bits each, field by field).
"""

from __future__ import annotations

import struct
import sys
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELD_COUNT = 4
MAX_COUNT = 2**8 - 1
MAX_LENGTH = 2**16 - 1
_HEAD = struct.Struct("<4H")
_NONE = (0, 0, 0, 0)

Counts = tuple[int, ...]
"""How often a term stands in each field."""


@dataclass(frozen=True, slots=True)
class TermVector:
    """A packed term vector, read in place.

    Args:
        lengths: The number of terms in each field.
        ids: The ids of the terms, ascending.
        counts: For each id the counts of its fields, one byte each.
    """

    lengths: Counts
    ids: Sequence[int]
    counts: bytes

    def of(self, term_id: int) -> Counts:
        """Give how often a term stands in each field; zeros where it does not."""
        place = bisect_left(self.ids, term_id)
        if place == len(self.ids) or self.ids[place] != term_id:
            return _NONE
        return tuple(self.counts[place * FIELD_COUNT : (place + 1) * FIELD_COUNT])


def pack(fields: Sequence[Sequence[str]], ids: Mapping[str, int]) -> bytes:
    """Pack a section's token stream.

    Args:
        fields: The terms of each field, four fields.
        ids: The id of each term.
    """
    # The four counts of a term in one number, field by field, so that a term is looked up once for each field only.
    counts: dict[int, int] = {}
    for field, terms in enumerate(fields):
        for term, count in Counter(terms).items():
            term_id = ids[term]
            counts[term_id] = counts.get(term_id, 0) | min(count, MAX_COUNT) << 8 * field
    ascending = sorted(counts)
    head = _HEAD.pack(*(min(len(terms), MAX_LENGTH) for terms in fields))
    layout = f"<{len(ascending)}I"
    return head + struct.pack(layout, *ascending) + struct.pack(layout, *map(counts.__getitem__, ascending))


def unpack(packed: bytes) -> TermVector:
    """Read a packed term vector; the ids are not copied where the machine counts bytes as it does."""
    size = (len(packed) - _HEAD.size) // (4 + FIELD_COUNT)
    end = _HEAD.size + 4 * size
    if sys.byteorder == "little":
        ids: Sequence[int] = memoryview(packed)[_HEAD.size : end].cast("I")
    else:
        ids = struct.unpack(f"<{size}I", packed[_HEAD.size : end])
    return TermVector(_HEAD.unpack_from(packed), ids, packed[end:])
