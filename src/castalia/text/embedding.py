"""Meaning as vectors: terms in, a unit vector out, near to those of texts that mean the same.

A text's vector is the sum of the learned vectors of its terms (a static embedding); common words have short
ones. A query's terms are weighed by what they tell in a query, and some pairs of words have a vector of their own:
a working directory is more than its words. `training/` says how they were learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    """A vector; a matrix of several has one in each row."""

FIELD_LIMITS = (24, 60, 40, 160)
"""So many terms of each field count; what a section is about stands at its beginning."""

NOISE = frozenset({"py", "python", "python2", "python3"})
"""In this documentation everything is about these, so they tell nothing apart."""

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Embedding:
    """Learned vectors of terms.

    Args:
        ids: The row of each term and each pair of words.
        vectors: A row of bytes for each.
        scales: What each row is multiplied with.
        query_scales: The same for a query.
        field_weights: What each field of a section counts.
    """

    ids: dict[str, int]
    vectors: NDArray[np.int8]
    scales: Vector
    query_scales: Vector
    field_weights: Vector

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.vectors.shape[1])

    def of_query(self, words: Sequence[Sequence[str]]) -> Vector:
        """Give the vector of a query, of length 1; zeros when none of its terms is known.

        Args:
            words: Its words in their order, each with the terms it may be found by.
        """
        return _unit(self._sum(query_terms(words), self.query_scales))

    def of_section(self, fields: Sequence[Sequence[str]]) -> Vector:
        """Give the vector of a section, of length 1; zeros when none of its terms is known.

        Args:
            fields: The terms of its fields, in the order of the token stream.
        """
        total = np.zeros(self.dimensions, np.float32)
        for terms, limit, weight in zip(fields, FIELD_LIMITS, self.field_weights, strict=True):
            total += weight * _unit(self._sum(terms[:limit], self.scales))
        return _unit(total)

    def _sum(self, terms: Iterable[str], scales: Vector) -> Vector:
        rows = [self.ids[term] for term in terms if term in self.ids and term not in NOISE]
        summed: Vector = scales[rows] @ self.vectors[rows].astype(np.float32)
        return summed


def query_terms(words: Sequence[Sequence[str]]) -> list[str]:
    """Give what a query's vector is made of: its terms, each once, and its pairs of neighbouring words by their stems.

    >>> query_terms([("current",), ("working", "work"), ("python",), ("directory", "directori")])
    ['current', 'working', 'work', 'directory', 'directori', 'current work', 'work directori']
    """
    telling = [word for word in words if word[-1] not in NOISE]
    pairs = [f"{first[-1]} {second[-1]}" for first, second in pairwise(telling)]
    return list(dict.fromkeys([*(term for word in telling for term in word), *pairs]))


@cache
def load_embedding() -> Embedding | None:
    """Give the embedding that the package ships; ``None`` where it was left out, and search does without."""
    weights = files("castalia") / "weights" / "embedding.npz"
    if not weights.is_file():
        return None
    with as_file(weights) as path, np.load(path, allow_pickle=False) as arrays:
        terms = arrays["terms"].tobytes().decode().split("\n")
        return Embedding(
            ids={term: row for row, term in enumerate(terms)},
            vectors=arrays["vectors"],
            scales=arrays["scales"].astype(np.float32),
            query_scales=arrays["query_scales"].astype(np.float32),
            field_weights=arrays["field_weights"].astype(np.float32),
        )


def quantize(matrix: Vector) -> tuple[NDArray[np.int8], Vector]:
    """Give vectors in a byte for each number, and what each row is multiplied with to get it back."""
    scales = np.abs(matrix).max(axis=1, initial=EPSILON) / 127
    return np.round(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > EPSILON else vector
