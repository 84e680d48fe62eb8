"""How much an answer takes, and that it keeps to what it may take."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from castalia.mcp.budget import cost, fitting, tokens


@dataclass(frozen=True)
class Letters:
    """An answer of so many letters, and more as JSON.

    Args:
        size: How many.
        extra: How many more for a program.
    """

    size: int
    extra: int = 0

    @property
    def text(self) -> str:
        """The letters."""
        return "x" * self.size

    def model_dump_json(self) -> str:
        """The letters for a program."""
        return "x" * (self.size + self.extra)


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("a", 1), ("abc", 1), ("abcd", 2), ("漢", 1), ("é" * 3, 2), ("\ud800", 1)]
)
def test_a_token_is_counted_as_three_bytes(text: str, expected: int) -> None:
    assert tokens(text) == expected


def test_an_answer_costs_what_its_larger_form_takes() -> None:
    assert cost(Letters(3, extra=3)) == 2


@pytest.mark.parametrize(("budget", "size"), [(100, 50), (10, 30), (1, 5), (17, 50), (16, 48)])
def test_the_largest_answer_that_fits_is_given_and_the_least_in_any_case(budget: int, size: int) -> None:
    assert fitting(Letters, least=5, most=50, budget=budget).size == size


def test_there_may_be_less_than_the_least() -> None:
    assert fitting(Letters, least=1, most=0, budget=10).size == 0
