"""The words of a query in rows of a few, by the keys of which names among them are found; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.query.noise import NOISE
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_PHRASE_WORDS = 4


def phrases(tokens: Sequence[str]) -> Iterator[str]:
    """Give the keys of up to four words in a row, longest first; single noise words name nothing."""
    for length in range(min(MAX_PHRASE_WORDS, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            words = tokens[start : start + length]
            if any(word.casefold() not in NOISE for word in words):
                yield name_key(" ".join(words))
