"""BM25F: how well the words of sections, field by field, match a term of a query, for all sections at once.

The formula is Robertson's and Zaragoza's (The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.5):
the counts of a term in the fields are normalised by each field's length, weighted, added, and only then saturated.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from castalia.text.postings import Postings

    Norms = NDArray[np.float32]
    """What one occurrence of a term counts, a row for each section and a column for each field."""

# Title, terms (index entries and texts of links), context (what stands above), body.
WEIGHTS = (4.0, 3.0, 1.0, 2.0)
# How much a long field is held against its terms: a long title says less of each word, a long text hardly less.
LENGTH_NORMALISATION = (0.5, 0.5, 0.5, 0.75)
# How soon more of the same adds nothing.
SATURATION = 1.2


def inverse_document_frequency(sections: int, total: int) -> float:
    """Give the weight of a term by its rarity, never negative.

    Args:
        sections: How many sections hold the term.
        total: How many sections there are.
    """
    return math.log(1 + (total - sections + 0.5) / (sections + 0.5))


def norms(lengths: NDArray[np.uint16], mean_lengths: Sequence[float]) -> Norms:
    """Give what one occurrence of a term counts in each field of each section.

    Args:
        lengths: The number of terms in each field of each section, a row for a section.
        mean_lengths: The mean length of each field over all sections.
    """
    means = np.array([mean or 1.0 for mean in mean_lengths], np.float32)
    b = np.array(LENGTH_NORMALISATION, np.float32)
    lengthened = 1 - b + b * (lengths.astype(np.float32) / means)
    return (np.array(WEIGHTS, np.float32) / lengthened).astype(np.float32, copy=False)


def impacts(postings: Postings, norms: Norms) -> NDArray[np.float32]:
    """Give how much each section that holds a term is about it, from 0 to 1; its rarity comes on top.

    Args:
        postings: Where the term stands.
        norms: What one occurrence counts, a row for every section.
    """
    counted = norms.take(postings.sections, axis=0)
    counted *= postings.counts
    # Numpy adds columns ten times as fast as rows of four.
    frequency = counted[:, 0].copy()
    for field in range(1, counted.shape[1]):
        frequency += counted[:, field]
    impact: NDArray[np.float32] = frequency / (np.float32(SATURATION) + frequency)
    return impact
