"""Thousands of small values in, one block of bytes out, so that what is remembered needs no object for each."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Packed:
    """Values of bytes, one after the other, each found by its number in the order of coming.

    They lie in several blocks: one that grows would be copied again and again, and leave holes behind.
    """

    __slots__ = ("_begins", "_blocks", "_ends")

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._begins = array("I")
        self._ends = array("I")

    def add(self, values: Iterable[bytes]) -> None:
        """Add some values as a block."""
        begin = end = self._ends[-1] if self._ends else 0
        block = list(values)
        for value in block:
            end += len(value)
            self._ends.append(end)
        self._begins.append(begin)
        self._blocks.append(b"".join(block))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        start = self._ends[number - 1] if number else 0
        place = bisect_right(self._begins, start) - 1
        begin = self._begins[place]
        return self._blocks[place][start - begin : self._ends[number] - begin]

    @property
    def size(self) -> int:
        """The bytes that they take."""
        return sum(map(len, self._blocks)) + len(self._ends) * self._ends.itemsize
