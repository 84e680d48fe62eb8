"""The score that so many reach."""

from __future__ import annotations

import numpy as np
import pytest

from castalia.search.ranking.level import level


@pytest.mark.parametrize(("count", "reached"), [(1, 9), (2, 7), (3, 7), (4, 1), (5, 0)])
def test_so_many_reach_it(count: int, reached: float) -> None:
    scores = np.array([1, 7, 0, 9, 7, -3], np.float32)

    assert level(scores, count) == reached


def test_all_reach_it_where_there_are_no_more() -> None:
    scores = np.array([1, 7], np.float32)

    assert level(scores, 2) == -np.inf
    assert level(scores[:0], 2) == -np.inf


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("count", [1, 10, 100, 5000, 9_999])
def test_of_very_many_it_is_the_same_however_they_are_sorted(count: int, order: int) -> None:
    scores = np.arange(10_000, dtype=np.float32)
    mixed = np.random.default_rng(1).permutation(scores)
    # Every high score stands where no sample is taken.
    apart = np.tile(np.array([0.0, *range(63)], np.float32), 100)

    assert level(scores[::order], count) == level(mixed, count) == 10_000 - count
    assert level(apart, count) == np.sort(apart)[-count] if count < len(apart) else -np.inf


def test_equal_scores_are_reached_together() -> None:
    assert level(np.ones(10_000, np.float32), 10) == 1
