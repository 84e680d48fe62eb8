"""Sections by meaning: the vectors of a set, read once, and how near a query's vector is to each."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import select

from castalia.database.models import EmbeddingBlock
from castalia.text.embedding import load_embedding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.text.embedding import Vector

RELATED = 0.4
"""The cosine from which on a section may answer; two sections that have nothing in common are near 0.1."""

REMEMBERED = 8
"""So many sets of a database stay in memory, those asked for last: 8 MB for each 16,000 sections."""

_matrices: WeakKeyDictionary[Engine | Connection, OrderedDict[int, Vector]] = WeakKeyDictionary()


async def similarities(session: AsyncSession, set_id: int, terms: Sequence[str]) -> Vector | None:
    """Give the cosine of the query's vector and each section's, by the section's id.

    ``None`` where nothing can be said: the embedding was left out, the set has no vectors of its length,
    or it knows no term of the query.
    """
    embedding = load_embedding()
    if embedding is None:
        return None
    query = embedding.of_query(terms)
    matrix = await _matrix(session, set_id, embedding.dimensions)
    if not query.any() or not len(matrix):
        return None
    # As a product of matrices numpy would share this out to all cores, which cost more than they saved.
    cosines: Vector = np.einsum("ij,j->i", matrix, query)
    return cosines


def nearest(cosines: Vector, count: int) -> list[int]:
    """Give the ids of the sections with the highest cosines, in no order, without those that mean something else."""
    near = np.flatnonzero(cosines >= RELATED)
    if len(near) > count:
        near = near[np.argpartition(cosines[near], -count)[-count:]]
    found: list[int] = near.tolist()
    return found


async def _matrix(session: AsyncSession, set_id: int, dimensions: int) -> Vector:
    """Give the vectors of a set; a set never changes, so what was read once stays true."""
    remembered = _matrices.setdefault(session.get_bind(), OrderedDict())
    if set_id in remembered:
        remembered.move_to_end(set_id)
        return remembered[set_id]
    statement = select(EmbeddingBlock.vectors, EmbeddingBlock.scales).order_by(EmbeddingBlock.id)
    wanted = (EmbeddingBlock.set_id == set_id, EmbeddingBlock.dimensions == dimensions)
    blocks = [
        np.frombuffer(vectors, np.int8).reshape(-1, dimensions) * np.frombuffer(scales, "<f4")[:, None]
        for vectors, scales in await session.execute(statement.where(*wanted))
    ]
    matrix: Vector = np.concatenate(blocks) if blocks else np.zeros((0, dimensions), np.float32)
    remembered[set_id] = matrix
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)
    return matrix
