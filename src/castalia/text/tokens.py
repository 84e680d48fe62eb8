"""The token stream: text in, terms out, the same for sections and queries and for both databases.

A word gives itself in lower case and its stem where that differs, so that ``logging`` finds itself before it
finds ``log``. An identifier gives itself whole, its dotted pieces and their words. Operators, format codes,
command-line options and numbers are terms of their own. Commas, full stops and brackets in running text say
nothing and give no term, but punctuation that stands alone does: somebody asks for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from castalia.text.identifiers import identifier_parts
from castalia.text.stemming import stemmer

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TERM_LENGTH = 100
"""Longer runs are no words but data (keys, digests, base64); only their first characters are kept, in characters."""

TOKEN = re.compile(
    r"""
      (?<![\w-])--?[^\W\d_][\w-]*                   # a command-line option: -m, --check-hash-based-pycs
    | (?<![\w%])%(?:\(\w*\))?[-\#0+]*\d*(?:\.\d+)?[a-zA-Z%](?!\w)  # a format code: %s, %(name)s, %0.2f
    | [^\W\d]\w*(?:\.[^\W\d]\w*)*                   # a word or a dotted name
    | \d[\w.]*\w|\d                                 # a number: 404, 3.12, 0x1F, 1e6
    | :=|->|\*\*=?|//=?|<<=?|>>=?|[=!<>+\-*/%&|^@]=|\.\.\.  # an operator of several characters
    | (?<!\S)[^\w\s\x00-\x1f]+(?!\S)                # punctuation that stands alone: @, [::], {}
    | (?<=[\w\s\])"'])[@%&|^~](?=[\w\s(\["'])       # an operator between operands: a @ b, x%y
    | \*\*?(?=[^\W\d])|(?<!\w)@(?=[^\W\d])          # unpacking: *args, **kwargs; a decorator: @property
    """,
    re.VERBOSE,
)

_SPLIT = re.compile(r"-{0,2}[^\W\d]")


def terms(text: str, language: str = "en") -> list[str]:
    """Give the terms of a text in reading order, repeated as often as they occur.

    Args:
        text: Any text; HTML must be gone.
        language: The tag of the language that its prose is written in.
    """
    found: list[str] = []
    for token in TOKEN.findall(text):
        found += token_terms(token[:MAX_TERM_LENGTH], language)
    return found


@lru_cache(maxsize=100_000)
def token_terms(token: str, language: str = "en") -> tuple[str, ...]:
    """Give the distinct terms of one token, the token itself first."""
    return tuple(dict.fromkeys(_terms_of(token, language)))


def _terms_of(token: str, language: str) -> Iterator[str]:
    yield token.casefold()
    if not _SPLIT.match(token):
        return
    for piece in re.split(r"[.-]+", token.lstrip("-")):
        yield piece.casefold()
        for part in identifier_parts(piece):
            yield part
            yield stemmer(language)(part)
