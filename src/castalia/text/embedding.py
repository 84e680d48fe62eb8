"""Meaning as vectors: terms in, a unit vector out, near to those of texts that mean the same.

A text's vector is the sum of the learned vectors of its terms (a static embedding); common words have short
ones. A query's terms are weighed by what they tell in a query, and some pairs of words have a vector of their own:
a working directory is more than its words. `training/` says how they were learned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from castalia.text.streams import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from castalia.text.streams import Streams

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

    def rows_of(self, terms: Iterable[str]) -> NDArray[np.int32]:
        """Give the row of each term; -1 for those that are not known, or say nothing."""
        return np.array([-1 if term in NOISE else self.ids.get(term, -1) for term in terms], np.int32)

    def of_sections(self, streams: Streams, rows: NDArray[np.int32], *, sections: range) -> Vector:
        """Give the vectors of sections, each of length 1; zeros where none of its terms is known.

        Args:
            streams: The token streams.
            rows: What ``rows_of`` gives for their terms.
            sections: The ids of the wanted sections, without a gap.
        """
        total = np.zeros((len(sections), self.dimensions), np.float32)
        begins = streams.bounds[:-1].reshape(-1, len(FIELDS))[sections.start : sections.stop]
        sizes = streams.sizes()[sections.start : sections.stop]
        for field, (limit, weight) in enumerate(zip(FIELD_LIMITS, self.field_weights, strict=True)):
            counts = np.minimum(sizes[:, field], limit).astype(np.int64)
            # For each term to count its place in the streams, and the section that it stands in.
            holders = np.repeat(np.arange(len(sections)), counts)
            offsets = np.arange(len(holders)) - np.repeat(np.cumsum(counts) - counts, counts)
            found = rows[streams.numbers[begins[:, field][holders] + offsets]]
            total += weight * _units(self._sums(found[found >= 0], holders[found >= 0], len(sections)))
        return _units(total)

    def _sums(self, rows: NDArray[np.int32], holders: NDArray[np.int64], count: int) -> Vector:
        """Give the sum of some rows for each of their holders, which are in order."""
        sums = np.zeros((count, self.dimensions), np.float32)
        if len(rows):
            starts = np.flatnonzero(np.diff(holders, prepend=-1))
            scaled = self.vectors[rows] * self.scales[rows, None]
            sums[holders[starts]] = np.add.reduceat(scaled, starts, axis=0)
        return sums

    def _sum(self, terms: Iterable[str], scales: Vector) -> Vector:
        known = [self.ids[term] for term in terms if term in self.ids and term not in NOISE]
        rows = np.array(known, np.intp)
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


def _units(matrix: Vector) -> Vector:
    """Bring each row to length 1, where it has a direction."""
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
    divided: Vector = matrix / np.where(lengths > EPSILON, lengths, 1).astype(np.float32)[:, None]
    return divided


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(float(vector @ vector))
    return vector / np.float32(length) if length > EPSILON else vector
