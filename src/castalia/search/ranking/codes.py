"""Vectors in, how near a query's is to each of a million roughly, in a few milliseconds: a bit for each number.

The share of bits in which two vectors differ tells the angle between them (M. Charikar, Similarity estimation
techniques from rounding algorithms, 2002). Those that seem near are then compared exactly.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from castalia.search.ranking.memory import Memory, key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.ranking.meaning import Vectors
    from castalia.text.embedding import Vector

    Codes = NDArray[np.uint64]
    """The bits of vectors, 64 of each in a row, a column for each vector."""

REMEMBERED = 64 * 1024 * 1024
"""Bytes of codes for each database; those of a million sections take 16 MB."""

WORD = 8

_memory: Memory[Codes] = Memory(REMEMBERED, lambda codes: codes.nbytes)


def codes_of(session: AsyncSession, documentation: DocumentationSet, vectors: Vectors) -> Codes:
    """Give the codes of a set's vectors, made once for as long as the set lives.

    Args:
        session: A session of the database that the set lies in.
        documentation: The set.
        vectors: Its vectors.
    """
    key = key_of(documentation), vectors.rows.shape[1]
    known = _memory.get(session, key)
    if known is None:
        known = encode(vectors.rows)
        _memory.put(session, key, known)
    return known


def encode(numbers: NDArray[np.int8] | Vector) -> Codes:
    """Give the codes of vectors, of which each is a row."""
    packed = np.packbits(numbers > 0, axis=1)
    packed = np.pad(packed, ((0, 0), (0, -packed.shape[1] % WORD)))
    # Row by row the bits are counted ten times as fast as with those of a vector beside each other.
    return np.ascontiguousarray(packed.view(np.uint64).T)


def estimate(codes: Codes, query: Codes, dimensions: int) -> Vector:
    """Give about the cosine of a query's vector and each.

    Args:
        codes: The codes of the vectors.
        query: That of the query's.
        dimensions: The length of the vectors.
    """
    differing = np.zeros(codes.shape[1], np.uint16)
    for words, word in zip(codes, query[:, 0], strict=True):
        differing += np.bitwise_count(words ^ word)
    return _cosines(dimensions)[differing]


@cache
def _cosines(dimensions: int) -> Vector:
    """Give the cosine that belongs to each number of bits that differ."""
    return np.cos(np.linspace(0, np.pi, dimensions + 1)).astype(np.float32)
