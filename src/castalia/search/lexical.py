"""BM25F: how well the words of a section, field by field, match the words of a query.

The formula is Robertson's and Zaragoza's (The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.5):
the counts of a term in the fields are normalised by each field's length, weighted, added, and only then saturated.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from castalia.text.term_vector import TermVector

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


def bm25f(vector: TermVector, rarity: Mapping[int, float], mean_lengths: Sequence[float]) -> float:
    """Score a section's words.

    Args:
        vector: The section's term vector.
        rarity: The inverse document frequency of each of the query's terms, by the term's id.
        mean_lengths: The mean length of each field over all sections.
    """
    norms = [
        weight / (1 - b + b * length / (mean or 1.0))
        for weight, b, length, mean in zip(WEIGHTS, LENGTH_NORMALISATION, vector.lengths, mean_lengths, strict=True)
    ]
    score = 0.0
    for term_id, weight in rarity.items():
        frequency = sum(norm * count for norm, count in zip(norms, vector.of(term_id), strict=True))
        score += weight * frequency / (SATURATION + frequency)
    return score
