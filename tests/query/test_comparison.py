"""Two things are compared, and both are read."""

from __future__ import annotations

import pytest

from castalia.query.comparison import read_comparison


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("is vs ==", ("is", "==")),
        ("list vs. tuple", ("list", "tuple")),
        ("sort versus sorted", ("sort", "sorted")),
        ("threads compared to processes", ("threads", "processes")),
        ("What is the difference between an iterator and an iterable?", ("iterator", "iterable")),
        ("what's the difference between str and repr", ("str", "repr")),
    ],
)
def test_two_things_are_compared(text: str, sides: tuple[str, str]) -> None:
    assert read_comparison(text) == sides


@pytest.mark.parametrize("text", ["list", "vs", "vs code", "vs ==", "list and tuple", "difference of two sets", ""])
def test_nothing_is_compared(text: str) -> None:
    assert read_comparison(text) is None


def test_a_sentence_is_no_side() -> None:
    assert read_comparison(f"why does {'this and that ' * 4}fail vs succeed") is None
