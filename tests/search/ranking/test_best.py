"""The sections that are among the best."""

from __future__ import annotations

import numpy as np
import pytest

from castalia.search.ranking.best import GROUP, best

SECTIONS = 100 * GROUP + 7


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize("share", [0.001, 0.1, 1.0])
@pytest.mark.parametrize("count", [1, 20, 99, 100, 101, 1000, SECTIONS + 1])
def test_all_of_the_best_are_marked_and_hardly_any_other(random: np.random.Generator, count: int, share: float) -> None:
    scores = random.normal(size=SECTIONS).astype(np.float32)
    among = random.random(SECTIONS) < share

    found = np.flatnonzero(best(scores, count, among=among))

    wanted = sorted(np.flatnonzero(among), key=lambda number: -scores[number])[:count]
    assert set(wanted) <= set(found) <= set(np.flatnonzero(among))
    assert len(found) < 2 * count + GROUP


def test_those_that_are_hardly_worse_are_marked_too() -> None:
    scores = np.arange(SECTIONS, dtype=np.float32)
    # Every one is in a group of its own, so that nobody is marked by chance.
    scores[-GROUP:] = 0

    found = best(scores, 3, among=scores > 0, margin=2.5)

    assert np.count_nonzero(found) == 5


def test_of_equals_all_are_marked() -> None:
    scores = np.ones(SECTIONS, np.float32)

    assert best(scores, 10, among=scores > 0).all()


def test_of_no_sections_none_is_marked() -> None:
    nothing = np.empty(0, np.float32)

    assert not len(best(nothing, 10, among=nothing > 0))
