"""What a query was understood as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Args:
        text: What was typed, without white space around it.
        keys: The whole query as the key of a name, as it was typed and without ``in python`` around it.
        phrases: Keys of its words in a row, longest first, without the whole: names may stand among words.
        words: The words that say something, each with the terms it may be found by, the word itself first.
    """

    text: str
    keys: tuple[str, ...]
    phrases: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term of every word, each once."""
        return tuple(dict.fromkeys(term for word in self.words for term in word))
