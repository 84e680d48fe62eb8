"""A stored page and a query come in, the page with the query's terms in ``<mark>`` goes out."""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import TYPE_CHECKING

from castalia.query.parse import parse
from castalia.text.tokens import TOKEN, token_terms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
"""A tag of sanitized HTML, whose attributes stand in double quotes."""

OFTEN = 60
"""What stands so often in a page is what the page is about: marking it shows nothing."""

MAX_MARKS = 600
MAX_TEXTS = 6000
"""So many texts are read closely; a page in which more of them hold a term is a list of everything."""

SHORTEST_STEM = 4


def mark_terms(html: str, query: str, language: str = "en") -> str:
    """Mark what was searched for in a page; the page as it is when it holds nothing of it.

    Args:
        html: The body of a stored page, which is sanitized.
        query: What was typed.
        language: The tag of the language that both are written in.
    """
    wanted = frozenset(parse(query, language).terms)
    if not wanted:
        return html
    pieces = TAG.split(html)
    found: dict[int, list[tuple[int, int, str]]] = {}
    for place in near(pieces, wanted):
        found[place] = list(spans(unescape(pieces[place]), wanted, language))
        if len(found) > MAX_TEXTS:
            break
    rare = telling(Counter(term for each in found.values() for _, _, term in each))
    left = MAX_MARKS
    for place, each in found.items():
        kept = [span for span in each if span[2] in rare][:left]
        left -= len(kept)
        pieces[place] = marked(unescape(pieces[place]), kept) if kept else pieces[place]
    return "".join(pieces)


def near(pieces: list[str], wanted: Collection[str]) -> Iterator[int]:
    """Give the places of the texts that may hold a term: most hold none, and taking a text apart is slow."""
    stems = sorted({re.escape(term[: max(SHORTEST_STEM, len(term) - 1)]) for term in map(escape_text, wanted)})
    hint = re.compile("|".join(stems), re.IGNORECASE)
    return (place for place in range(0, len(pieces), 2) if hint.search(pieces[place]))


def spans(text: str, wanted: Collection[str], language: str) -> Iterator[tuple[int, int, str]]:
    """Give where the words begin and end that match, and the term that each matches."""
    for match in TOKEN.finditer(text):
        term = next((term for term in token_terms(match[0], language) if term in wanted), None)
        if term is not None:
            yield match.start(), match.end(), term


def telling(times: Counter[str]) -> Collection[str]:
    """Give the terms that are worth marking: those that stand in few places, all when there are no others."""
    rare = {term for term, count in times.items() if count < OFTEN}
    return rare or set(times)


def marked(text: str, found: list[tuple[int, int, str]]) -> str:
    """Give a text as HTML with the words marked."""
    parts: list[str] = []
    place = 0
    for begin, end, _ in found:
        parts += (escape_text(text[place:begin]), "<mark>", escape_text(text[begin:end]), "</mark>")
        place = end
    return "".join((*parts, escape_text(text[place:])))


def escape_text(text: str) -> str:
    """Escape a text that stands between tags, where quotes mean nothing."""
    return escape(text, quote=False)
