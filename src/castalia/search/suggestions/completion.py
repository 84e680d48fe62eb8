"""The beginning of a name or heading in, those that go on like it out, best first: one sorted array in memory.

Every text is sorted in once for each of its words, as what follows from there on: `taskgroup` stands for
`asyncio.TaskGroup` beside the whole. A beginning is then one run of the array, found by bisection, and the best
of a run are found without looking at the others' texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from castalia.query.noise import NOISE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_TEXT = 120
"""A longer heading is no suggestion, in characters."""

POOL = 60
"""So many of the best of a run are looked at more closely, and so many of its first, which are the shortest."""

WHOLE = 2.0
"""What it counts that a text begins so."""

LAST_PART = 1.6
"""What it counts that the last part of a dotted name begins so."""

SAME = 1.5
"""What it counts that nothing is left to be typed."""

LITERAL = 2.0
"""What it counts that nothing stands between the letters, and that capitals are as they were typed, where some were."""

PUNCTUATED = 4.0
"""What it counts that dots and underscores are as they were typed, where some were."""

LENGTH = 0.015
"""What each letter that is left to be typed costs."""

ROUNDING = 1e-5
"""Numbers of 32 bits differ by less from what they stand for, so that the best of many are among those they name."""

TYPO_FROM = 4
"""In fewer letters a typo leaves too little to know what was meant."""

TYPO_REACH = 4
"""A typo is looked for in so many of the last letters that still lead somewhere."""

MANY = 2
MAX_WORDS = 8
"""From so many words on they may stand in any order; more of them than that tell nothing more."""

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_SEPARATOR = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"[-%*&|^~<>=+/!:$@]*")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be suggested.

    Args:
        text: What is shown and searched for.
        kind: ``function``, ``section``, ``term`` ...
        page: The number of its page.
        anchor: Its place on the page; may be empty.
        weight: How often it is likely to be meant.
    """

    text: str
    kind: str
    page: int
    anchor: str
    weight: float


class Completions:
    """All that can be suggested of one documentation.

    Args:
        entries: What there is; of the same text the heaviest is kept.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        best: dict[str, Entry] = {}
        for entry in entries:
            known = best.get(entry.text.casefold())
            if len(entry.text) <= MAX_TEXT and (known is None or known.weight < entry.weight):
                best[entry.text.casefold()] = entry
        self._entries = list(best.values())
        folded = [fold(entry.text) for entry in self._entries]
        # 8 bits hold a place within any text: `number << 8 | start` takes a tenth of the memory of the text itself.
        starts = [
            (number << 8 | start, bonus)
            for number, entry in enumerate(self._entries)
            for start, bonus in _starts(entry.text)
        ]
        starts.sort(key=lambda pair: folded[pair[0] >> 8][pair[0] & 255 :])
        self._folded = folded
        self._places = np.array([place for place, _ in starts], dtype=np.uint32)
        weights = [self._entries[place >> 8].weight + bonus for place, bonus in starts]
        self._weights = np.array(weights, dtype=np.float32)
        numbers = range(len(self._entries))
        self._likelihoods = np.array([self._likelihood(number) for number in numbers], dtype=np.float32)

    def __len__(self) -> int:
        return len(self._entries)

    def complete(self, typed: str, limit: int) -> list[Entry]:
        """Give what goes on as something that was typed, best first; what is nearly so where nothing else does.

        Args:
            typed: What was typed so far.
            limit: How many to give at most.
        """
        wanted = fold(typed)
        if not wanted:
            return []
        found = self._best([wanted], typed.strip(), limit)
        if len(found) < limit:
            found += [entry for entry in self._by_words(typed, limit) if entry not in found]
        if not found and len(wanted) >= TYPO_FROM:
            found = self._best(list(self._nearly(wanted)), "", limit)
        return found[:limit]

    def _by_words(self, typed: str, limit: int) -> list[Entry]:
        """Give the texts of which some word begins as each telling word that was typed, in any order."""
        words = [folded for word in typed.split() if word.casefold() not in NOISE and (folded := fold(word))]
        if len(typed.split()) < MANY or not words:
            return []
        runs = [np.unique(self._places[slice(*self._run(word))] >> 8) for word in words[:MAX_WORDS]]
        numbers = runs[0]
        for run in runs[1:]:
            numbers = np.intersect1d(numbers, run, assume_unique=True)
        if len(numbers) > limit:
            likelihoods = self._likelihoods[numbers]
            numbers = numbers[likelihoods >= np.partition(likelihoods, -limit)[-limit] - ROUNDING]
        ranked = sorted(map(int, numbers), key=lambda number: (-self._likelihood(number), self._entries[number].text))
        return [self._entries[number] for number in ranked[:limit]]

    def _likelihood(self, number: int) -> float:
        entry = self._entries[number]
        return entry.weight - LENGTH * len(entry.text)

    def _best(self, beginnings: Sequence[str], typed: str, limit: int) -> list[Entry]:
        scores: dict[int, float] = {}
        for wanted in beginnings:
            start, end = self._run(wanted)
            for index in self._promising(start, end):
                place = int(self._places[index])
                number, offset = place >> 8, place & 255
                left = len(self._folded[number]) - offset - len(wanted)
                score = float(self._weights[index]) - LENGTH * left + (SAME if not left else 0.0)
                score += _likeness(typed, self._entries[number].text)
                scores[number] = max(score, scores.get(number, score))
        ranked = sorted(scores, key=lambda number: (-scores[number], self._entries[number].text))
        return [self._entries[number] for number in ranked[:limit]]

    def _promising(self, start: int, end: int) -> Iterable[int]:
        if end - start <= 2 * POOL:
            return range(start, end)
        heaviest = np.argpartition(self._weights[start:end], -POOL)[-POOL:] + start
        return {*range(start, start + POOL), *map(int, heaviest)}

    def _run(self, wanted: str) -> tuple[int, int]:
        """Give where in the array the texts that begin so begin and end."""
        start = bisect_left(self._places, wanted, key=self._suffix)
        return start, bisect_left(self._places, wanted + _LAST, lo=start, key=self._suffix)

    def _suffix(self, place: int) -> str:
        return self._folded[int(place) >> 8][int(place) & 255 :]

    def _leads(self, wanted: str) -> bool:
        start = bisect_left(self._places, wanted, key=self._suffix)
        return start < len(self._places) and self._suffix(self._places[start]).startswith(wanted)

    def _nearly(self, wanted: str) -> Iterator[str]:
        """Give the beginnings with one letter more, less, swapped or other than what was typed, the first one kept."""
        right = next((size for size in range(len(wanted) - 1, 0, -1) if self._leads(wanted[:size])), 0)
        for place in range(max(1, right - TYPO_REACH + 1), right + 1):
            head, rest = wanted[:place], wanted[place:]
            if not self._leads(head):
                continue
            changed = [head + rest[1:], head + rest[1:2] + rest[:1] + rest[2:]]
            changed += [head + letter + tail for letter in LETTERS for tail in (rest, rest[1:])]
            yield from (each for each in dict.fromkeys(changed) if each != wanted and self._leads(each))


def fold(text: str) -> str:
    """Fold a text to its letters and digits, with operators in front, as ``name_key`` does.

    >>> fold("os.path.jo"), fold("--ups"), fold(":=")
    ('ospathjo', '--ups', ':=')
    """
    bare = text.strip().casefold()
    prefix = _PREFIX.match(bare)[0]  # type: ignore[index]  # an empty prefix matches too
    return prefix + _SEPARATOR.sub("", bare[len(prefix) :])


def _likeness(typed: str, text: str) -> float:
    """Score how much of what was typed stands in a text as it was typed."""
    if not typed or typed not in (text.casefold() if typed == typed.casefold() else text):
        return 0.0
    return LITERAL if typed.isalnum() else PUNCTUATED


def _starts(text: str) -> Iterator[tuple[int, float]]:
    """Give where the words of a text begin when it is folded, with what it counts that one begins so."""
    yield 0, WHOLE
    prefix = len(_PREFIX.match(text)[0])  # type: ignore[index]  # an empty prefix matches too
    last = text.rfind(".") + 1 if " " not in text else 0
    for word in _WORD.finditer(text):
        start = prefix + len(fold(text[prefix : word.start()])) if word.start() > prefix else prefix
        if 0 < start <= MAX_TEXT:
            yield start, LAST_PART if word.start() == last or text[last : word.start()].strip("_") == "" else 0.0
