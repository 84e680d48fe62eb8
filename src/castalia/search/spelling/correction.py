"""A query that may be misspelt in, the query that was meant out: only where a word is unknown and another one near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.search.spelling.spelling import SHORT
from castalia.text.identifiers import name_key
from castalia.text.tokens import token_terms

if TYPE_CHECKING:
    from collections.abc import Container

    from castalia.query.query import Query, Token
    from castalia.search.spelling.spelling import Speller

MAX_WORDS = 3
"""A name is hardly ever typed as more words than these."""


def doubtful(query: Query, known: Container[str]) -> tuple[Token, ...]:
    """Give the words of a query that the documentation does not know.

    Args:
        query: The query; it is no name as a whole.
        known: Those of its terms that stand in the documentation.
    """
    alone = len(query.tokens) == 1
    return tuple(token for token in query.tokens if not _is_known(token.text, known, by_stem=not alone))


def _is_known(word: str, known: Container[str], *, by_stem: bool) -> bool:
    # What it gives as its first term, unless it is written in more than one way.
    if word.isascii() and word.casefold() in known:
        return True
    terms = token_terms(word)
    if terms[0] in known:
        return True
    return by_stem and word.isalpha() and any(term in known for term in terms)


def correct(query: Query, speller: Speller, known: Container[str]) -> str | None:
    """Give a query with its misspelt words corrected; none when there is nothing to correct or nothing is safe.

    Args:
        query: The query; it is no name as a whole.
        speller: The documentation's names and words.
        known: Those of the query's terms that stand in the documentation.
    """
    wrong = doubtful(query, known)
    if not wrong:
        return None
    if len(query.tokens) <= MAX_WORDS and query.is_plain:
        limit = 1 if all(_pieces_known(token.text, known) for token in wrong) else 2
        asked = query.text[query.tokens[0].start : query.tokens[-1].end] if " " in query.text else query.text
        if (name := speller.name(asked, limit)) is not None:
            return name
    text, place = "", 0
    for token in wrong:
        text += query.text[place : token.start] + _corrected(token.text, speller, known)
        place = token.end
    text += query.text[place:]
    return None if text == query.text else text


def _corrected(word: str, speller: Speller, known: Container[str]) -> str:
    """Give the name or word that was meant by a word of a sentence, the word itself where nothing is safe."""
    key = name_key(word)
    if key in speller.names:
        return word
    if word.isalpha() and word[1:].islower():
        return speller.word(word.casefold()) or word
    whole = speller.name(word, 1 if _pieces_known(word, known) else 2) if len(key) > SHORT else None
    if whole is not None:
        return whole
    pieces = word.split(".")
    return ".".join(piece if piece.casefold() in known else _piece(piece, speller) for piece in pieces)


def _piece(piece: str, speller: Speller) -> str:
    return speller.word(name_key(piece)) or piece


def _pieces_known(word: str, known: Container[str]) -> bool:
    return all(piece.casefold() in known for piece in word.split("."))
