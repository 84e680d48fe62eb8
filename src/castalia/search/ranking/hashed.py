"""Texts by their hashes in, the number of a text out: a table of thousands of texts without the texts."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hashes = NDArray[np.int64]


class Hashed:
    """Texts, numbered in the order of coming.

    Python's hashes have 64 bits and a secret of the process, so that no documentation can make two texts meet.

    Args:
        hashes: The hash of each text, each once.
    """

    def __init__(self, hashes: Hashes) -> None:
        order = np.argsort(hashes, kind="stable")
        self._hashes = array("q", hashes[order].tolist())
        self._numbers = array("I", order.tolist())

    def __len__(self) -> int:
        return len(self._hashes)

    @property
    def size(self) -> int:
        """The bytes that they take."""
        return len(self) * (self._hashes.itemsize + self._numbers.itemsize)

    def number(self, text: str) -> int | None:
        """Give the number of a text; ``None`` where it is none of them."""
        sought = hash(text)
        place = bisect_left(self._hashes, sought)
        if place == len(self._hashes) or self._hashes[place] != sought:
            return None
        number: int = self._numbers[place]
        return number
