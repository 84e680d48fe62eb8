"""The passage of a section that shows why it answers, with the terms marked, as safe HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from html import escape
from typing import TYPE_CHECKING

from castalia.search.beginnings import Beginnings
from castalia.text.stemming import stemmer
from castalia.text.tokens import TOKEN, known_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from castalia.search.beginnings import Place

LENGTH = 240
"""About two lines on a wide screen, in characters."""

SEARCHED = 20_000
"""A passage is looked for in so many characters; a longer text is a table that ends as it begins."""

NEEDED = SEARCHED + 2 * LENGTH
"""So many characters of a text are looked at, and one more tells that it goes on."""

REACH = LENGTH * 2 // 3
"""Words that are so near are shown together, in characters; the passage may begin a third before the first of them."""

TRIED = 16
"""So many passages are taken apart at most, until one has all the words that it seems to have."""

_POINTS = ".,;:)"
"""What ends a word and is no term there."""

EPSILON = 1e-9
"""Sums of the same numbers in another order differ a little."""

_UNSAFE = re.compile(r"[&<>\"']")
"""What ``escape`` would change."""

Span = tuple[int, int]
"""Where a word that matches begins and ends."""


class Passages:
    """The passages of several texts for one query; what was seen in one text need not be taken apart in the next.

    Args:
        rarity: Each term of the query with its weight.
        language: The tag of the language that the texts are written in.
    """

    def __init__(self, rarity: Mapping[str, float], language: str = "en") -> None:
        self._rarity = rarity
        self._known = known_tokens(language)
        self._stem = stemmer(language)
        self._beginnings = Beginnings(rarity, language)
        self._seen: dict[str, Sequence[Span]] = {}

    def telling(self, text: str) -> str:
        """Give the passage of a text that holds the most telling terms, its beginning where none matches.

        Taking a text apart costs ten times as much as seeing what may match, so it is done for the passages that seem
        best, until one is.
        """
        if len(text) <= LENGTH:
            return self.opening(text)
        places = self._beginnings.places(text[:SEARCHED])
        best = self._best(text, places, to_the_end=False)
        # What seems to have all words may only look like it.
        return (best or self._best(text, places, to_the_end=True) or _Passage(text, 0)).marked()

    def _best(self, text: str, places: Sequence[Place], *, to_the_end: bool) -> _Passage | None:
        """Give the passage that has the most telling words; none where those that seem so have not."""
        best, found, tried = 0.0, None, 0
        empty: set[int] = set()
        windows = _windows(places, self._beginnings.weights, to_the_end=to_the_end)
        windows.sort()
        for weight, place in windows if to_the_end else windows[:1]:
            if best >= -weight or tried == TRIED:
                break
            # What begins with no match is nothing more than what begins with the next one.
            if place in empty:
                continue
            tried += 1
            passage = _Passage(text, _start(text, place))
            held, others = self._match(passage, places)
            empty |= others
            told = 0.0 if place in others else sum(map(self._beginnings.weights.__getitem__, held))
            if told > best and (to_the_end or told >= -weight - EPSILON):
                best, found = told, passage
        return found

    def opening(self, text: str) -> str:
        """Give the beginning of a text: whoever asks for a thing by its name wants to know what it is."""
        passage = _Passage(text, 0)
        self._match(passage, self._beginnings.places(text[: passage.end]))
        return passage.marked()

    def _match(self, passage: _Passage, places: Sequence[Place]) -> tuple[set[int], set[int]]:
        """Find the words of a passage that match; give the numbers of their beginnings, and the places of others."""
        spans, text = passage.spans, passage.text
        held: set[int] = set()
        others: set[int] = set()
        # Words end at spaces, and at ends of lines as at them.
        first = max(0, passage.start - 1)
        flat, end = text[first : passage.end].replace("\n", " "), 0
        for at, number in places[bisect_left(places, (passage.start, 0)) : bisect_left(places, (passage.end, 0))]:
            place = at - first
            if place >= end:
                start = max(end, flat.rfind(" ", end, place) + 1)
                following = flat.find(" ", place)
                end = following if following >= 0 else len(flat)
                # The space before it tells what punctuation stands alone.
                before = max(0, start - 1)
                chunk = flat[before:end]
                found = self._seen.get(chunk)
                if found is None:
                    found = self._seen[chunk] = self._matches(chunk, start - before)
                spans += [(first + before + begin, first + before + stop) for begin, stop in found]
            if found:
                held.add(number)
            else:
                others.add(at)
        return held, others

    def _matches(self, chunk: str, start: int) -> Sequence[Span]:
        word = chunk[start:].rstrip(_POINTS)
        if word.isalpha() and word.isascii():
            # Most of what is looked at is one word, which is quicker to see than that it is one token.
            return ((start, start + len(word)),) if self._holds(word) else ()
        return [match.span() for match in TOKEN.finditer(chunk, start) if self._holds(match[0])]

    def _holds(self, token: str) -> bool:
        """Tell whether a token has one of the terms."""
        rarity = self._rarity
        word = token.lower()
        if word in rarity:
            return True
        if token.isascii() and token.isalpha() and token[1:].islower():
            # A word has no other terms than itself and its stem, which need not be kept.
            return self._stem(word) in rarity
        return any(term in rarity for term in self._known[token])


class _Passage:
    """A part of a text.

    Args:
        text: The text.
        start: Where the part begins.
    """

    __slots__ = ("end", "spans", "start", "text")

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.end = text, start, _end(text, start)
        self.spans: list[Span] = []

    def marked(self) -> str:
        """Give it as HTML, its spans marked."""
        parts: list[str] = ["… "] if self.start else []
        text, place = self.text, self.start
        safe = escape if _UNSAFE.search(text, place, self.end) else str
        for begin, stop in self.spans:
            parts += (safe(text[place:begin]), "<mark>", safe(text[begin:stop]), "</mark>")
            place = stop
        parts.append(safe(text[place : self.end]))
        if self.end < len(text):
            parts.append(" …")
        return "".join(parts)


def snippet(text: str, rarity: Mapping[str, float], language: str = "en") -> str:
    """Give the passage of a single text that holds the most telling terms.

    Args:
        text: The section's text.
        rarity: Each term of the query with its weight.
        language: The tag of the language that the text is written in.
    """
    return Passages(rarity, language).telling(text)


def _windows(places: Sequence[Place], weights: Sequence[float], *, to_the_end: bool) -> list[tuple[float, int]]:
    """Give for each place how much the different words weigh that seem to begin within reach, below zero, and it.

    After one that seems to have all words there is no better one; they need not be known to the end.
    """
    windows: list[tuple[float, int]] = []
    within = [0] * len(weights)
    last, following, weight = len(places), 0, 0.0
    missing = len({number for _, number in places})
    for place, first in places:
        reach = place + REACH
        while following < last and places[following][0] < reach:
            number = places[following][1]
            if not within[number]:
                weight -= weights[number]
                missing -= 1
            within[number] += 1
            following += 1
        windows.append((weight, place))
        if not (missing or to_the_end):
            break
        within[first] -= 1
        if not within[first]:
            weight += weights[first]
            missing += 1
    return windows


def _start(text: str, place: int) -> int:
    """Begin at the sentence that holds the place when that is near, else a few words before it."""
    if place < LENGTH // 3:
        return 0
    sentence = text.rfind(". ", max(0, place - LENGTH // 3), place)
    if sentence >= 0:
        return sentence + 2
    space = text.find(" ", place - 40)
    return space + 1 if 0 <= space < place else place


def _end(text: str, start: int) -> int:
    if len(text) - start <= LENGTH:
        return len(text)
    space = text.rfind(" ", start, start + LENGTH)
    return space if space > start else start + LENGTH
