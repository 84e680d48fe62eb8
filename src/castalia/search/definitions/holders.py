"""The hashes of what each of several sets knows in, which of them know a text out."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Hashes = NDArray[np.int64]
    """Sorted, each once."""


class Holders:
    """Finds which sets know a text, by one look instead of one for each set.

    Python's hashes have 64 bits and a secret of the process, so that no documentation can make two texts meet.

    Args:
        known: The hashes of the texts that each set knows.
    """

    def __init__(self, known: Sequence[Hashes]) -> None:
        every = np.unique(np.concatenate(known))
        has = np.zeros((len(every), len(known)), np.bool_)
        for number, hashes in enumerate(known):
            has[np.searchsorted(every, hashes), number] = True
        groups, group = np.unique(has, axis=0, return_inverse=True)
        self._hashes = array("q", every.tolist())
        self._group = array("I", group.ravel().tolist())
        self._groups = [tuple(np.flatnonzero(each).tolist()) for each in groups]

    def of(self, text: str) -> tuple[int, ...]:
        """Give the numbers of the sets that know a text, in their order."""
        sought = hash(text)
        place = bisect_left(self._hashes, sought)
        if place == len(self._hashes) or self._hashes[place] != sought:
            return ()
        return self._groups[self._group[place]]
