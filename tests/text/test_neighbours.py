"""No neighbour is missed for looking at few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.text.edits import edits
from castalia.text.neighbours import Neighbours

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = ("gather", "gathers", "rather", "join", "asynciogather", "deque", "a")
EDITS: dict[str, Callable[[str, int, str], str]] = {
    "drop": lambda word, place, _: word[:place] + word[place + 1 :],
    "add": lambda word, place, letter: word[:place] + letter + word[place:],
    "replace": lambda word, place, letter: word[:place] + letter + word[place + 1 :],
    "swap": lambda word, place, _: word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
}


def test_a_word_is_its_own_neighbour() -> None:
    assert Neighbours(WORDS).of("join", 1) == {"join": 0}


def test_the_number_of_edits_comes_with_each_neighbour() -> None:
    assert Neighbours(WORDS).of("gahter", 2) == {"gather": 1, "gathers": 2, "rather": 2}


@given(
    st.text("abcdef", min_size=1, max_size=14),
    st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 14), st.sampled_from("abcdefxyz")), max_size=2),
)
def test_a_word_is_found_after_one_or_two_edits_anywhere(word: str, changes: list[tuple[str, int, str]]) -> None:
    typed = word
    for kind, place, letter in changes:
        typed = EDITS[kind](typed, place, letter)
    count = edits(typed, word, 2)
    neighbours = Neighbours(dict.fromkeys((word, *WORDS)))

    # Two edits at one place may count as three, which nobody looks for.
    for limit in (1, 2):
        assert neighbours.of(typed, limit).get(word) == (count if count <= limit else None)


@pytest.mark.parametrize("word", ["", "x", "zz"])
def test_a_word_without_neighbours_has_none(word: str) -> None:
    assert Neighbours(WORDS[:-1]).of(word, 1) == {}
