"""Meaning as vectors: terms in, a unit vector out, near to those of texts that mean the same.

A text's vector is the sum of the learned vectors of its terms (a static embedding); common words have short
ones. They were learned from questions and the sections that answer them; `training/` says how.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
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
        ids: The row of each term.
        vectors: A row of bytes for each term.
        scales: What each row is multiplied with.
        field_weights: What each field of a section counts.
    """

    ids: dict[str, int]
    vectors: NDArray[np.int8]
    scales: Vector
    field_weights: Vector

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.vectors.shape[1])

    def of_query(self, terms: Iterable[str]) -> Vector:
        """Give the vector of a query, of length 1; zeros when none of its terms is known."""
        return _unit(self._sum(terms))

    def of_section(self, fields: Sequence[Sequence[str]]) -> Vector:
        """Give the vector of a section, of length 1; zeros when none of its terms is known.

        Args:
            fields: The terms of its fields, in the order of the token stream.
        """
        total = np.zeros(self.dimensions, np.float32)
        for terms, limit, weight in zip(fields, FIELD_LIMITS, self.field_weights, strict=True):
            total += weight * _unit(self._sum(terms[:limit]))
        return _unit(total)

    def _sum(self, terms: Iterable[str]) -> Vector:
        rows = [self.ids[term] for term in terms if term in self.ids and term not in NOISE]
        summed: Vector = self.scales[rows] @ self.vectors[rows].astype(np.float32)
        return summed


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
            field_weights=arrays["field_weights"].astype(np.float32),
        )


def quantize(matrix: Vector) -> tuple[NDArray[np.int8], Vector]:
    """Give vectors in a byte for each number, and what each row is multiplied with to get it back."""
    scales = np.abs(matrix).max(axis=1, initial=EPSILON) / 127
    return np.round(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > EPSILON else vector
