"""The vectors of all sections of a set, in blocks of bytes as the database keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from castalia.text.embedding import load_embedding, quantize

if TYPE_CHECKING:
    from castalia.text.streams import Streams

BLOCK = 1024
"""Vectors in a row of the table: few rows to read, none too large to send."""

PORTION = 64
"""Sections summed at once: what is summed stays in the processor's memory."""


def embedding_blocks(streams: Streams) -> list[tuple[int, int, bytes, bytes]]:
    """Give the blocks of a set: their number, the length of a vector, the vectors' bytes and their scales' bytes.

    Args:
        streams: The token streams of the set's sections.
    """
    embedding = load_embedding()
    if embedding is None:
        return []
    rows = embedding.rows_of(streams.terms)
    blocks: list[tuple[int, int, bytes, bytes]] = []
    for start in range(0, len(streams), BLOCK):
        block = range(start, min(start + BLOCK, len(streams)))
        portions = [block[at : at + PORTION] for at in range(0, len(block), PORTION)]
        matrix = np.concatenate([embedding.of_sections(streams, rows, sections=portion) for portion in portions])
        vectors, scales = quantize(matrix)
        blocks.append((len(blocks), embedding.dimensions, vectors.tobytes(), scales.astype("<f4").tobytes()))
    return blocks
