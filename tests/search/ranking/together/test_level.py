"""The score that so many reach."""

from __future__ import annotations

import numpy as np
import pytest

from castalia.search.ranking.together.level import level


@pytest.mark.parametrize(("count", "reached"), [(1, 9), (2, 7), (3, 7), (4, 1), (5, 0)])
def test_so_many_reach_it(count: int, reached: float) -> None:
    scores = np.array([1, 7, 0, 9, 7, -3], np.float32)

    assert level(scores, count) == reached


def test_all_reach_it_where_there_are_no_more() -> None:
    scores = np.array([1, 7], np.float32)

    assert level(scores, 2) == -np.inf
    assert level(scores[:0], 2) == -np.inf
