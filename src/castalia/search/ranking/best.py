"""Scores of all sections in, the few that are among the best out; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from castalia.search.ranking.level import level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from castalia.search.ranking.ranking import Numbers

    Marked = NDArray[np.bool_]

GROUP = 64
"""So many sections make a group, of which only the best is looked at first."""

SPARE = 2
"""Of so many times as many groups as sections are wanted, those that are wanted hold half as many again."""


def best(scores: Numbers, count: int, *, among: Marked, margin: float = 0.0) -> Marked:
    """Tell which sections have the highest scores: so many for certain, and as a rule a few more.

    What the best ones of so many groups reach, so many sections reach. That is known in a hundredth of the time that
    putting all of them in order takes.

    Args:
        scores: The score of every section.
        count: How many are wanted.
        among: Which sections come into question.
        margin: Those that are so little worse belong to them.
    """
    groups = len(scores) // GROUP
    if groups < SPARE * count:
        return among & (scores >= level(scores[among], count) - margin)
    # To multiply costs a third of what it costs to choose, where no processor can guess what will be chosen.
    above = (scores - scores.min()) * among
    highest = maxima(above)
    found: Marked = among & (above >= np.partition(highest, -count)[-count] - margin)
    return found


def maxima(scores: Numbers) -> Numbers:
    """Give the highest score of each group of sections; the few that are left over are in none."""
    groups = len(scores) // GROUP
    highest: Numbers = scores[: groups * GROUP].reshape(GROUP, groups).max(axis=0)
    return highest
