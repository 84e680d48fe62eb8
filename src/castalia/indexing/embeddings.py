"""The vectors of all sections of a set, in blocks of bytes as the database keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from castalia.text.embedding import load_embedding, quantize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.text.postings import Stream

BLOCK = 1024
"""Vectors in a row of the table: few rows to read, none too large to send."""


def embedding_blocks(streams: Sequence[Stream]) -> list[tuple[int, int, bytes, bytes]]:
    """Give the blocks of a set: their number, the length of a vector, the vectors' bytes and their scales' bytes.

    Args:
        streams: The token streams of the set's sections, in the order of their ids.
    """
    embedding = load_embedding()
    if embedding is None:
        return []
    blocks: list[tuple[int, int, bytes, bytes]] = []
    for start in range(0, len(streams), BLOCK):
        matrix = np.array([embedding.of_section(stream) for stream in streams[start : start + BLOCK]])
        vectors, scales = quantize(matrix)
        blocks.append((len(blocks), embedding.dimensions, vectors.tobytes(), scales.astype("<f4").tobytes()))
    return blocks
