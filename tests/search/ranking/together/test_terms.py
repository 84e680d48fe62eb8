"""What a term adds to scores is the same however it is kept, and what it takes is told."""

from __future__ import annotations

import numpy as np
import pytest

from castalia.search.ranking.together.terms import OVERHEAD, PORTION, Spread

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
    everywhere = np.zeros(SECTIONS, np.float32)
    everywhere[sections] = told
    scores = [np.ones(SECTIONS, np.float32) for _ in range(2)]

    Spread(len(told), told, sections).add(scores[0], np.float32(2.5))
    Spread(len(told), everywhere, None).add(scores[1], np.float32(2.5))

    assert (scores[0] == scores[1]).all()
    assert scores[0][-1] == pytest.approx(1 + 2.5 * impacts[SECTIONS - 1])


def test_what_it_takes_is_counted() -> None:
    some = Spread(3, np.ones(3, np.float32), np.arange(3, dtype=np.uint32))
    everywhere = Spread(3, np.ones(3, np.float32), None)

    assert some.size == OVERHEAD + 24
    assert everywhere.size == OVERHEAD + 12
