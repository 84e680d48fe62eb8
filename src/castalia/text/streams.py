"""The token streams of all sections of a documentation, as numbers: a term is four bytes and not an object."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from castalia.text.tokens import MAX_KNOWN, TOKEN, token_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

FIELDS = ("title", "terms", "context", "body")
"""The fields of a section's token stream, the most telling first."""

MAX_LENGTH = 2**16 - 1

Stream = tuple["Sequence[str]", "Sequence[str]", "Sequence[str]", "Sequence[str]"]
"""The token stream of one section: the terms of each field."""


class _Numbers(dict[str, int]):
    """Numbers terms in the order in which they are met."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class _KnownTokens(dict[str, tuple[int, ...]]):
    """The numbers of the terms of every token met so far."""

    def __init__(self, numbers: _Numbers, language: str) -> None:
        super().__init__()
        self._numbers = numbers
        self._language = language

    def __missing__(self, token: str) -> tuple[int, ...]:
        if len(self) >= MAX_KNOWN:
            self.clear()
        found = self[token] = tuple(map(self._numbers.__getitem__, token_terms(token, self._language)))
        return found


class Streams:
    """The token streams of sections, in the order of their ids, which count from 0.

    Args:
        language: The tag of the language that their prose is written in.
    """

    def __init__(self, language: str = "en") -> None:
        self._terms = _Numbers()
        self._known = _KnownTokens(self._terms, language)
        self._numbers = array("I")
        self._ends = array("I", [0])

    def __len__(self) -> int:
        return len(self._ends) // len(FIELDS)

    def add(self, *texts: str) -> None:
        """Add a section.

        Args:
            texts: The text of each field.
        """
        for text in texts:
            self._append(chain.from_iterable(map(self._known.__getitem__, TOKEN.findall(text))))

    def end(self) -> None:
        """Forget what only further sections would need."""
        self._known.clear()

    def let_go(self) -> None:
        """Forget where terms stand; how many there are, and which, is kept."""
        self._numbers = array("I")

    def add_terms(self, stream: Stream) -> None:
        """Add a section of which the terms are known already."""
        for terms in stream:
            self._append(map(self._terms.__getitem__, terms))

    def _append(self, numbers: Iterable[int]) -> None:
        self._numbers.extend(numbers)
        self._ends.append(len(self._numbers))

    @property
    def terms(self) -> tuple[str, ...]:
        """Every distinct term; its place is its number."""
        return tuple(self._terms)

    @property
    def numbers(self) -> NDArray[np.uint32]:
        """The terms of all sections by number, field after field."""
        return np.frombuffer(self._numbers, np.uint32)

    @property
    def bounds(self) -> NDArray[np.uint32]:
        """Where in ``numbers`` each field of each section begins, and where the last one ends."""
        return np.frombuffer(self._ends, np.uint32)

    def sizes(self) -> NDArray[np.uint32]:
        """Give the number of terms in each field of each section, a row for a section."""
        return np.diff(self.bounds).reshape(-1, len(FIELDS))

    def lengths(self) -> NDArray[np.uint16]:
        """Give the same as it is stored: in two bytes, and the longest field is as long as they can say."""
        return np.minimum(self.sizes(), MAX_LENGTH).astype("<u2")

    def mean_lengths(self) -> list[float]:
        """Give the mean number of terms of each field."""
        means: list[float] = (self.sizes().sum(axis=0) / (len(self) or 1)).tolist()
        return means
