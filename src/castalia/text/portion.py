"""A long text is given in portions: where to begin and how much may be given come in, a portion goes out."""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r"^```", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a text; all portions one after another are the text.

    Args:
        text: The part.
        start: Where in the whole it begins, in characters.
        length: The length of the whole.
    """

    text: str
    start: int
    length: int

    @property
    def next(self) -> int | None:
        """Where the next portion begins; ``None`` after the last."""
        end = self.start + len(self.text)
        return end if end < self.length else None


def portion(text: str, *, start: int, limit: int) -> Portion:
    """Give a portion that ends between two paragraphs where it can, else between two lines.

    Args:
        text: The whole, as Markdown.
        start: Where to begin.
        limit: How many characters to give at most.
    """
    rest = text[start : start + limit]
    if start + limit < len(text):
        rest = rest[: _end(rest)]
    return Portion(rest, min(start, len(text)), len(text))


def _end(rest: str) -> int:
    """Give where to end: a half at least is given, and code is not divided if there is another place."""
    half = len(rest) // 2
    places = [match.end() for match in re.finditer(r"\n\n", rest) if match.end() > half]
    for place in reversed(places):
        if len(FENCE.findall(rest[:place])) % 2 == 0:
            return place
    line = rest.rfind("\n", half)
    return places[-1] if places else line + 1 if line > 0 else len(rest)
