"""What a term adds to scores is the same however it is kept, and what it takes is told."""

from __future__ import annotations

import numpy as np
import pytest

from castalia.search.ranking.together.terms import COMMON, OVERHEAD, PORTION, STEPS, spread

SECTIONS = 2 * PORTION + 10


@pytest.fixture
def impacts() -> dict[int, float]:
    """How much some sections are about a term, among them the last one."""
    random = np.random.default_rng(1)
    some = random.choice(SECTIONS, SECTIONS // 3, replace=False)
    return dict(zip([*some.tolist(), SECTIONS - 1], random.random(len(some) + 1).tolist(), strict=True))


def test_added_to_all_or_to_some_it_counts_the_same(impacts: dict[int, float]) -> None:
    sections = np.array(list(impacts), np.uint32)
    told = np.array(list(impacts.values()), np.float32)
    # Of so many sections it stands in a few only, which are the same.
    everywhere, some = spread(sections, told, total=SECTIONS), spread(sections, told, total=COMMON * SECTIONS)
    scores = [np.ones(SECTIONS, np.float32) for _ in range(2)]

    everywhere.add(scores[0], np.float32(2.5))
    some.add(scores[1], np.float32(2.5))

    assert everywhere.sections is None is not some.sections
    assert (scores[0] == scores[1]).all()
    assert scores[0][sections] == pytest.approx(1 + 2.5 * told, abs=2.5 / STEPS)
    assert np.count_nonzero(scores[0] > 1) == len(sections)


def test_what_it_takes_is_counted() -> None:
    sections, told = np.arange(3, dtype=np.uint32), np.ones(3, np.float32)

    assert spread(sections, told, total=100).size == OVERHEAD + 3 * 6
    assert spread(sections, told, total=10).size == OVERHEAD + 10 * 2
