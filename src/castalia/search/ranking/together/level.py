"""Scores in, the score that the best of them reach out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from castalia.search.ranking.ranking import Numbers


def level(scores: Numbers, count: int) -> float:
    """Give the score that so many reach; less than any where there are fewer.

    Args:
        scores: The scores.
        count: How many are wanted.
    """
    return float(np.partition(scores, -count)[-count]) if len(scores) > count else -np.inf
