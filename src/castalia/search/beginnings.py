"""The terms of a query in, out where in a text a word begins that may have one of them; pure.

To take a text apart into words and their stems costs ten times as much as to see where one may be that matters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STEM = 3
"""So many letters at least of a term stand in each word that has it as its stem, but for the shortest (use, using)."""

CHANGED = {"en": "eil"}
"""The last letters of stems that may stand for others in a word, as in ``queries``, ``hoping`` and ``possibility``; by
the definition of English stems (Porter, 2002). In other languages any may.
"""

Place = tuple[int, int]
"""Where a word begins that may match, and the number of the beginning that it has."""


class Beginnings:
    """What the words begin with that have the terms of a query; one that begins with another one is found along.

    Args:
        rarity: Each term of the query with its weight.
        language: The tag of the language that texts are written in.
    """

    def __init__(self, rarity: Mapping[str, float], language: str) -> None:
        weights = _weights(rarity, language)
        self.weights = list(weights.values())
        """What the heaviest term weighs that begins so."""
        self._is_ascii = all(map(str.isascii, weights))
        self._alone: list[tuple[int, re.Pattern[str]]] = []
        self._sought: list[tuple[int, str, bool]] = []
        for number, beginning in enumerate(weights):
            if len(beginning) < STEM and beginning.isascii() and beginning.isalnum():
                # So few letters stand in nearly every word, so they have to be one. What they are comes first, since a
                # text is searched fastest for letters.
                self._alone.append((number, re.compile(rf"{beginning}(?<![^\W_]{beginning})(?![^\W_])")))
            else:
                self._sought.append((number, beginning, beginning.isascii() and beginning.isalpha()))

    def places(self, text: str) -> list[Place]:
        """Find where a word may match; a pattern of all beginnings finds them as fast, but takes long to be made.

        Args:
            text: Any text.
        """
        lowered = _lowered(text, ascii_alone=self._is_ascii)
        find = lowered.find
        places = [(match.start(), number) for number, alone in self._alone for match in alone.finditer(lowered)]
        for number, beginning, is_word in self._sought:
            size, place = len(beginning), find(beginning)
            while place >= 0:
                # Small letters before it make it the middle of a word.
                if not (is_word and place and text[place] >= "a" and "a" <= text[place - 1] <= "z"):
                    places.append((place, number))
                place = find(beginning, place + size)
        places.sort()
        return places


def _beginning(term: str, language: str) -> str:
    """Give what a word begins with that has a term as its stem; a stem differs from its word at the end only."""
    changed = CHANGED.get(language)
    return term[: max(STEM, len(term) - 1)] if term.isalpha() and (not changed or term[-1] in changed) else term


def _weights(rarity: Mapping[str, float], language: str) -> Mapping[str, float]:
    """Give the beginnings of terms with the weight of the heaviest term that begins so."""
    beginnings = {term: _beginning(term, language) for term in rarity}
    every = set(beginnings.values())
    weights: dict[str, float] = {}
    for term, weight in rarity.items():
        beginning = beginnings[term]
        # One that begins with another one is found wherever that is.
        for length in range(STEM, len(beginning)):
            if beginning[:length] in every:
                beginning = beginning[:length]
                break
        weights[beginning] = max(weight, weights.get(beginning, 0.0))
    return weights


def _lowered(text: str, *, ascii_alone: bool) -> str:
    """Give a text in small letters, each where it stood; where only ASCII is looked for, question marks for others.

    A text of one byte for each letter is made small and searched in half the time.
    """
    if ascii_alone and not text.isascii():
        text = text.encode("ascii", "replace").decode("ascii")
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(letter.lower()[0] for letter in text)
