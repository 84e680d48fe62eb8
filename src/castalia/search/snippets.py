"""The passage of a section that shows why it answers, with the terms marked, as safe HTML."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from castalia.text.tokens import TOKEN, known_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LENGTH = 240
"""About two lines on a wide screen, in characters."""

SEARCHED = 20_000
"""A passage is looked for in so many characters; a longer text is a table that ends as it begins."""

STEM = 3
"""So many letters at least of a term stand in each word that has it as its stem."""

NEEDED = SEARCHED + 2 * LENGTH
"""So many characters of a text are looked at, and one more tells that it goes on."""

Span = tuple[int, int, str]
"""Where a word that matches begins and ends, and the term it matches."""


class Passages:
    """The passages of several texts for one query; what was seen in one text need not be taken apart in the next.

    Args:
        rarity: Each term of the query with its weight.
        language: The tag of the language that the texts are written in.
    """

    def __init__(self, rarity: Mapping[str, float], language: str = "en") -> None:
        self._rarity = rarity
        self._known = known_tokens(language)
        self._beginnings = _shortest(map(_beginning, rarity))
        self._seen: dict[str, Sequence[Span]] = {}

    def telling(self, text: str) -> str:
        """Give the passage of a text that holds the most telling terms, its beginning where none matches."""
        spans = self._spans(text[:SEARCHED])
        return _passage(text, _start(text, _best(spans, self._rarity)), spans)

    def opening(self, text: str) -> str:
        """Give the beginning of a text: whoever asks for a thing by its name wants to know what it is."""
        return _passage(text, 0, self._spans(text[: 2 * LENGTH]))

    def _spans(self, text: str) -> list[Span]:
        """Find the words that match; taking a whole text apart costs ten times as much as what may hold a term."""
        spans: list[Span] = []
        # Words end at spaces, and at ends of lines as at them.
        flat, end = text.replace("\n", " "), 0
        for place in _places(text, self._beginnings):
            if place < end:
                continue
            start = max(end, flat.rfind(" ", end, place) + 1)
            following = flat.find(" ", place)
            end = following if following >= 0 else len(flat)
            # The space before it tells what punctuation stands alone.
            before = max(0, start - 1)
            chunk = flat[before:end]
            found = self._seen.get(chunk)
            if found is None:
                found = self._seen[chunk] = self._matches(chunk, start - before)
            for begin, stop, term in found:
                spans.append((before + begin, before + stop, term))
        return spans

    def _matches(self, chunk: str, start: int) -> Sequence[Span]:
        return [
            (match.start(), match.end(), term)
            for match in TOKEN.finditer(chunk, start)
            for term in [next((term for term in self._known[match[0]] if term in self._rarity), None)]
            if term is not None
        ]


def snippet(text: str, rarity: Mapping[str, float], language: str = "en") -> str:
    """Give the passage of a single text that holds the most telling terms.

    Args:
        text: The section's text.
        rarity: Each term of the query with its weight.
        language: The tag of the language that the text is written in.
    """
    return Passages(rarity, language).telling(text)


def _passage(text: str, start: int, spans: Sequence[Span]) -> str:
    end = _end(text, start)
    marked = _marked(text, start, end, [span for span in spans if start <= span[0] and span[1] <= end])
    return f"{'… ' if start else ''}{marked}{' …' if end < len(text) else ''}"


def _beginning(term: str) -> str:
    """Give what a word begins with that has a term as its stem; a stem differs from its word at the end only."""
    return term[: max(STEM, len(term) - 2)] if term.isalpha() else term


def _shortest(beginnings: Iterable[str]) -> frozenset[str]:
    """Leave out the beginnings that begin with another one, since that is found wherever they are."""
    every = frozenset(beginnings)
    return frozenset(each for each in every if not any(each[:length] in every for length in range(STEM, len(each))))


def _places(text: str, beginnings: Iterable[str]) -> list[int]:
    """Find where a word may match; a pattern of all beginnings finds them as fast, but takes long to be made."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower()[0] for letter in text)
    places: list[int] = []
    for beginning in beginnings:
        if len(beginning) == 1 and beginning.isalpha():
            # A single letter stands in nearly every word, so it has to begin one.
            places += [match.start() for match in re.finditer(rf"\b{beginning}", lowered)]
            continue
        place = lowered.find(beginning)
        while place >= 0:
            places.append(place)
            place = lowered.find(beginning, place + len(beginning))
    places.sort()
    return places


def _best(spans: Sequence[Span], rarity: Mapping[str, float]) -> int:
    """Give where the passage with the most telling different terms begins."""
    best, best_weight, weight, following = 0, 0.0, 0.0, 0
    within = dict.fromkeys(rarity, 0)
    for start, _, first in spans:
        reach = start + LENGTH - 40
        while following < len(spans) and (spans[following][1] <= reach or spans[following][0] <= start):
            term = spans[following][2]
            weight += 0.0 if within[term] else rarity[term]
            within[term] += 1
            following += 1
        # Sums of the same numbers in another order differ a little.
        if weight > best_weight + 1e-9:
            best, best_weight = start, weight
        within[first] -= 1
        weight -= 0.0 if within[first] else rarity[first]
    return best


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


def _marked(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    parts: list[str] = []
    place = start
    for begin, stop, _ in spans:
        parts += (escape(text[place:begin]), "<mark>", escape(text[begin:stop]), "</mark>")
        place = stop
    parts.append(escape(text[place:end]))
    return "".join(parts)
