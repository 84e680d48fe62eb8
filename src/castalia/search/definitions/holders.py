"""The hashes of what each of several sets knows in, which of them know a text out."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from castalia.search.ranking.hashed import Hashed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.search.ranking.hashed import Hashes


class Holders:
    """Finds which sets know a text, by one look instead of one for each set.

    Args:
        known: The hashes of the texts that each set knows, sorted and each once.
    """

    def __init__(self, known: Sequence[Hashes]) -> None:
        every = np.unique(np.concatenate(known))
        has = np.zeros((len(every), len(known)), np.bool_)
        for number, hashes in enumerate(known):
            has[np.searchsorted(every, hashes), number] = True
        groups, group = np.unique(has, axis=0, return_inverse=True)
        self._texts = Hashed(every)
        self._group = array("I", group.ravel().tolist())
        self._groups = [tuple(np.flatnonzero(each).tolist()) for each in groups]

    def of(self, text: str) -> tuple[int, ...]:
        """Give the numbers of the sets that know a text, in their order."""
        number = self._texts.number(text)
        return () if number is None else self._groups[self._group[number]]
