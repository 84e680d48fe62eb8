"""Sections by meaning: the vectors of a set, read once, and how near a query's vector is to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import bindparam, select

from castalia.database.models import EmbeddingBlock
from castalia.search.ranking.memory import Memory, key_of
from castalia.text.embedding import load_embedding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.text.embedding import Vector

RELATED = 0.4
"""The cosine from which on a section may answer; two sections that have nothing in common are near 0.1."""

REMEMBERED = 32 * 1024 * 1024
"""Bytes of vectors for each database; those of a version take 2 MB."""

BLOCKS = (
    select(EmbeddingBlock.vectors, EmbeddingBlock.scales)
    .where(EmbeddingBlock.set_id == bindparam("set_id"), EmbeddingBlock.dimensions == bindparam("dimensions"))
    .order_by(EmbeddingBlock.id)
)


@dataclass(frozen=True, slots=True)
class _Block:
    """The vectors of some sections, a byte for each number, and what each row is multiplied with."""

    vectors: NDArray[np.int8]
    scales: Vector

    def times(self, query: Vector) -> Vector:
        # As a product of matrices numpy would share this out to all cores, which costs more than it saves here.
        products: Vector = np.einsum("ij,j->i", self.vectors.astype(np.float32), query)
        return products * self.scales


Blocks = tuple[_Block, ...]

_memory: Memory[Blocks] = Memory(REMEMBERED, lambda blocks: sum(block.vectors.nbytes for block in blocks))


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
    blocks = await _blocks(session, documentation, embedding.dimensions)
    if not query.any() or not blocks:
        return None
    return np.concatenate([block.times(query) for block in blocks])


async def _blocks(session: AsyncSession, documentation: DocumentationSet, dimensions: int) -> Blocks:
    """Give the vectors of a set; a set never changes, so what was read once stays true."""
    key = key_of(documentation), dimensions
    known = _memory.get(session, key)
    if known is None:
        rows = await session.execute(BLOCKS, {"set_id": documentation.id, "dimensions": dimensions})
        known = tuple(
            _Block(np.frombuffer(vectors, np.int8).reshape(-1, dimensions), np.frombuffer(scales, "<f4"))
            for vectors, scales in rows
        )
        _memory.put(session, key, known)
    return known
