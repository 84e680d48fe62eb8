"""Of all sections few are looked at closely: what its words, its meaning or a name speaks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from castalia.database.models import DocumentationSet
from castalia.search.lanes import NO_LANE
from castalia.search.ranking.ranking import NameHit
from castalia.search.ranking.together.close import CLOSE, WORDED, Close, Known
from castalia.search.ranking.together.collection import Collection
from castalia.search.ranking.together.nearness import Exact
from castalia.search.ranking.words import Words

MOST = 10
SECTIONS = 4 * CLOSE

NAMED = 17
"""A section that bears the query as its name, and of which nothing else is known."""


@pytest.fixture
def known() -> Known:
    """Sections of one set, whose words match the better the higher their number, and whose meaning the lower."""
    scores = np.arange(SECTIONS, dtype=np.float32)
    matching = np.arange(SECTIONS) % 2 == 1
    matching[NAMED] = False
    collection = Collection(
        sets=(DocumentationSet(),),
        keys=(),
        versions=1,
        columns=(),
        begins=np.array([0, SECTIONS]),
        prior=np.zeros(SECTIONS, np.float32),
        places=np.full(SECTIONS, NO_LANE, np.uint8),
        runs=np.zeros(1, np.intp),
        things=np.zeros(SECTIONS, np.int64),
    )
    hits = {NAMED: [NameHit("kettle", "py:module", "kettle", 0, whole=True, share=1.0)]}
    return Known(collection, Words(scores, matching, {}), np.flatnonzero(matching), hits, None, None)


def test_the_best_by_words_and_what_bears_the_name_are_looked_at(known: Known) -> None:
    best = known.matching[-WORDED:].tolist()

    assert known.promising(MOST).tolist() == [NAMED, *best]


def test_the_nearest_are_looked_at_too(known: Known) -> None:
    cosines = np.linspace(0.9, -0.9, SECTIONS, dtype=np.float32)
    by_meaning = replace(known, nearness=Exact(cosines))

    assert by_meaning.promising(MOST).tolist() == [*range(CLOSE), *known.matching[-WORDED:].tolist()]


@pytest.mark.parametrize("first", [0, NAMED + 1])
def test_what_lies_in_another_lane_is_left_out(known: Known, first: int) -> None:
    numbers = np.arange(SECTIONS)
    inside = replace(known, inside=(first <= numbers) & (numbers < 2 * CLOSE))
    best = [number for number in known.matching.tolist() if first <= number < 2 * CLOSE][-WORDED:]

    assert inside.promising(MOST).tolist() == [*([NAMED] if first == 0 else []), *best]


def test_what_matches_is_counted_once(known: Known) -> None:
    cosines = np.where(np.arange(SECTIONS) < 100, 0.9, 0.1).astype(np.float32)
    by_meaning = replace(known, nearness=Exact(cosines))
    nothing = np.empty(0)
    close = Close(np.empty(0, np.intp), nothing, nothing, nothing)

    # Every second section matches by its words, and of the first hundred the others by meaning, the named one too.
    assert by_meaning.count(close).sum() == SECTIONS / 2 + 50
