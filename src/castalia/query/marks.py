"""What people write to steer a search: ``"exact words"``, ``-without``, ``in:library``; text in, marks and rest out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from castalia.query.query import Filters

_FILTER = re.compile(r"(?<!\S)(in|kind|version|project):([\w.+-]{1,60})(?!\S)", re.IGNORECASE)
_QUOTED = re.compile(r'(?<!\S)(-?)"(?!\s*")([^"]{1,200})"(?=[\s?!.,;]|$)')
# A program's own options are short or follow its name: `python -m`, `-OO`, `pip -version`.
_WITHOUT = re.compile(r"(?<=\s)-([^\W\d_]{3,60})(?!\S)")
_PROGRAM = re.compile(
    r"(?:^|\s)(?:python[\d.]*|py|pip[\d.]*|pydoc|idle|pdb|venv|unittest|doctest|-\w)\s*$", re.IGNORECASE
)
_WORD = re.compile(r"\w")
_MARKED = re.compile(r'[":]|\s-')
"""What every mark holds."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a query.

    Args:
        rest: The query as long as it was, with spaces in place of its marks.
        unquoted: The same without what stands in quotes.
        phrases: What stands in quotes.
        is_exact: Whether the answer must hold it: in a question quotes only set a word off.
        excluded: What the answer must not hold.
        filters: Where the answer must come from.
    """

    rest: str
    unquoted: str
    phrases: tuple[str, ...] = ()
    is_exact: bool = False
    excluded: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)


def read_marks(text: str) -> Marks:
    """Read the marks of a query."""
    if not _MARKED.search(text):
        return Marks(text, text)
    chosen = {"place" if key.lower() == "in" else key.lower(): value.lower() for key, value in _FILTER.findall(text)}
    text = _FILTER.sub(_blank, text)
    quoted = [(minus, " ".join(phrase.split())) for minus, phrase in _QUOTED.findall(text)]
    phrases = tuple(phrase for minus, phrase in quoted if not minus)
    unquoted, excluded = _without(_QUOTED.sub(_blank, text), or_phrases=bool(phrases))
    rest, _ = _without(_QUOTED.sub(_bare, text), or_phrases=False)
    return Marks(
        rest=rest,
        unquoted=unquoted,
        phrases=phrases,
        is_exact=bool(phrases) and len(unquoted.split()) <= (" " in phrases[0]),
        excluded=(*(phrase for minus, phrase in quoted if minus), *excluded),
        filters=Filters(**chosen),
    )


def _without(text: str, *, or_phrases: bool) -> tuple[str, list[str]]:
    """Take out the words that an answer must not hold; nothing can be left out of nothing."""
    excluded: list[str] = []
    for match in _WITHOUT.finditer(text):
        before = text[: match.start()]
        if (_WORD.search(before) or or_phrases) and not _PROGRAM.search(before):
            excluded.append(match[1])
            text = before + _blank(match) + text[match.end() :]
    return text, excluded


def _bare(match: re.Match[str]) -> str:
    """Leave the words of a phrase without their quotes, unless they are to be left out."""
    return _blank(match) if match[1] else f" {match[2]} "


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
