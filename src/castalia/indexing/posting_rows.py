"""The rows of where terms stand, in one piece: a row of its own for each would take more memory than what it says."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

PostingRow = tuple[int, bytes]
"""The number of a term, and where it stands."""


class PostingRows(Sequence[PostingRow]):
    """Rows that are made when they are asked for."""

    def __init__(self) -> None:
        self._packed = bytearray()
        self._ends = array("Q", [0])

    def add(self, packed: bytes) -> None:
        """Add the row of the next term."""
        self._packed += packed
        self._ends.append(len(self._packed))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> PostingRow: ...

    @overload
    def __getitem__(self, place: slice) -> list[PostingRow]: ...

    def __getitem__(self, place: int | slice) -> PostingRow | list[PostingRow]:
        numbers = range(len(self))[place]
        return self._row(numbers) if isinstance(numbers, int) else [self._row(number) for number in numbers]

    def _row(self, number: int) -> PostingRow:
        return number, bytes(self._packed[self._ends[number] : self._ends[number + 1]])
