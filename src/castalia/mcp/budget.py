"""How much of an agent's context an answer takes, and how to keep it within what the agent gives.

A token is counted as three bytes of UTF-8. The tokenizers of today's models take about four letters of English for
a token, three of code and one of Chinese, so an answer rather takes fewer tokens than are counted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

BYTES = 3
"""The bytes of a token."""

MIN_TOKENS = 500
"""With less, nothing would be left for the answer beside what it is about."""

MAX_TOKENS = 20_000


class Sized(Protocol):
    """What is measured: an answer, which clients read as text or as JSON."""

    @property
    def text(self) -> str:
        """The answer for a model to read."""

    def model_dump_json(self) -> str:
        """Give the answer for a program to read."""


Answer = TypeVar("Answer", bound=Sized)


def tokens(text: str) -> int:
    """Estimate the tokens of a text."""
    return -(-len(text.encode(errors="replace")) // BYTES)


def cost(answer: Sized) -> int:
    """Estimate the tokens of an answer, in that of its two forms which takes more."""
    return max(tokens(answer.text), tokens(answer.model_dump_json()))


def fitting(make: Callable[[int], Answer], *, least: int, most: int, budget: int) -> Answer:
    """Make the largest answer that keeps to a budget.

    Args:
        make: Makes an answer of a size; a larger size makes no cheaper answer.
        least: The size that is given in any case.
        most: The largest size there is.
        budget: The tokens it may take.
    """
    answer = make(most)
    if cost(answer) <= budget or least >= most:
        return answer
    fits, too_large = least, most
    while too_large - fits > 1:
        middle = (fits + too_large) // 2
        if cost(make(middle)) <= budget:
            fits = middle
        else:
            too_large = middle
    return make(fits)
