"""Scores in, the score that the best of them reach out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from castalia.search.ranking.ranking import Numbers

SAMPLE = 64
"""Of very many scores, one of so many tells about which ones are high."""

MARGIN = 2
"""So many times as many as are wanted are taken by the sample."""


def level(scores: Numbers, count: int) -> float:
    """Give the score that so many reach; less than any where there are fewer.

    Args:
        scores: The scores.
        count: How many are wanted.
    """
    if len(scores) <= count:
        return -np.inf
    reached = MARGIN * count // SAMPLE + 1
    if len(scores) > SAMPLE * reached:
        # To put all of them in halves again and again takes several times as long as to look through them once.
        high = scores[scores >= np.partition(scores[::SAMPLE], -reached)[-reached]]
        scores = high if len(high) >= count else scores
    return float(np.partition(scores, -count)[-count])
