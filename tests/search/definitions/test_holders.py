"""Which sets know a text is told by one look."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.search.definitions.holders import Holders

WORDS = ("cup", "kettle", "tea", "urn")


@given(st.lists(st.sets(st.sampled_from(WORDS)), min_size=1, max_size=9))
def test_the_sets_that_know_a_text_are_told_in_their_order(known: list[set[str]]) -> None:
    holders = Holders([np.unique(np.array([hash(word) for word in words], np.int64)) for words in known])

    for word in (*WORDS, "nobody's"):
        assert holders.of(word) == tuple(number for number, words in enumerate(known) if word in words)


@pytest.mark.parametrize("sets", [1, 300])
def test_there_may_be_any_number_of_sets(sets: int) -> None:
    assert Holders([np.array([hash("tea")], np.int64)] * sets).of("tea") == tuple(range(sets))
