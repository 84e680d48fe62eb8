"""Sections by meaning: the vectors of a set, read once, and how near a query's vector is to each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from simsimd import cdist
from sqlalchemy import bindparam, select

from castalia.database.models import EmbeddingBlock
from castalia.search.ranking.memory import Memory, key_of
from castalia.text.embedding import load_embedding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.ranking.memory import SetKey
    from castalia.text.embedding import Vector

RELATED = 0.4
"""The cosine from which on a section may answer; two sections that have nothing in common are near 0.1."""

REMEMBERED = 256 * 1024 * 1024
"""Bytes of vectors for each database; those of a version take 2 MB, and whoever searches all sets needs all of them."""

BYTE = 127
"""The largest number in a byte with a sign."""

BLOCKS = (
    select(EmbeddingBlock.vectors, EmbeddingBlock.scales)
    .where(EmbeddingBlock.set_id == bindparam("set_id"), EmbeddingBlock.dimensions == bindparam("dimensions"))
    .order_by(EmbeddingBlock.id)
)


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of all sections of a set, a byte for each number, and what each row is multiplied with."""

    rows: NDArray[np.int8]
    scales: Vector

    def times(self, query: Vector) -> Vector:
        """Give the product of each row and a vector, of which what a byte leaves out of each number counts nothing.

        Products of bytes are what processors compute fastest, and their sums are exact. What is left out changes a
        cosine by 0.001, which no ranking shows.
        """
        step = np.abs(query).max() / np.float32(BYTE)
        products = cdist(np.rint(query / step).astype(np.int8)[None], self.rows, "dot", out_dtype="float32")
        total: Vector = np.asarray(products)[0]
        total *= self.scales
        total *= step
        return total

    def of(self, ids: NDArray[np.intp], query: Vector) -> Vector:
        """Give the product of some rows and a vector."""
        return Vectors(self.rows[ids], self.scales[ids]).times(query) if len(ids) else self.scales[ids]


_memory: Memory[Vectors] = Memory(REMEMBERED, lambda vectors: vectors.rows.nbytes + vectors.scales.nbytes)


async def similarities(
    session: AsyncSession, documentation: DocumentationSet, words: Sequence[Sequence[str]]
) -> Vector | None:
    """Give the cosine of the query's vector and each section's, by the section's id.

    ``None`` where nothing can be said: the embedding was left out, the set has no vectors of its length,
    or it knows no term of the query.
    """
    embedding = load_embedding()
    if embedding is None:
        return None
    query = embedding.of_query(words)
    vectors = await vectors_of(session, documentation, embedding.dimensions)
    return vectors.times(query) if query.any() and len(vectors.rows) else None


async def load_vectors(session: AsyncSession, documentation: DocumentationSet) -> None:
    """Read the vectors of terms and of a set, so that no question waits for them."""
    embedding = await asyncio.to_thread(load_embedding)
    if embedding is not None:
        await vectors_of(session, documentation, embedding.dimensions)


async def vectors_of(session: AsyncSession, documentation: DocumentationSet, dimensions: int) -> Vectors:
    """Give the vectors of a set; a set never changes, so what was read once stays true."""
    key = key_of(documentation), dimensions
    known = _memory.get(session, key)
    if known is None:
        blocks = list(await session.execute(BLOCKS, {"set_id": documentation.id, "dimensions": dimensions}))
        rows, scales = (b"".join(each[column] for each in blocks) for column in (0, 1))
        known = Vectors(np.frombuffer(rows, np.int8).reshape(-1, dimensions), np.frombuffer(scales, "<f4"))
        _memory.put(session, key, known)
    return known


async def vectors_of_all(
    session: AsyncSession, sets: Mapping[SetKey, DocumentationSet], dimensions: int
) -> list[Vectors]:
    """Give the vectors of several sets.

    Args:
        session: A session to read with.
        sets: The sets by their keys.
        dimensions: The length of the vectors.
    """
    known = _memory.several(session, [(key, dimensions) for key in sets])
    return [known.get((key, dimensions)) or await vectors_of(session, each, dimensions) for key, each in sets.items()]
