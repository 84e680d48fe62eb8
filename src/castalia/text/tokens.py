"""The token stream: text in, terms out, the same for sections and queries and for both databases.

A word gives itself in lower case and its stem where that differs, so that ``logging`` finds itself before it
finds ``log``. An identifier gives itself whole, its dotted pieces and their words. Operators, format codes,
command-line options and numbers are terms of their own. Commas, full stops and brackets in running text say
nothing and give no term, but punctuation that stands alone does: somebody asks for it. Writing that puts no
spaces between words gives every two neighbouring characters, so that its words are found without a dictionary.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING
from unicodedata import normalize

from castalia.text.combining import MARKS
from castalia.text.identifiers import identifier_parts
from castalia.text.stemming import stemmer

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TERM_LENGTH = 100
"""Longer runs are no words but data (keys, digests, base64); only their first characters are kept, in characters."""

MAX_KNOWN = 100_000
"""Tokens whose terms are kept; all of Python's documentation has half as many."""

_WORD = rf"[^\W\d][\w{MARKS}]*"
"""A letter and what belongs to it."""

TOKEN = re.compile(
    rf"""
      {_WORD}(?:\.{_WORD})*                          # a word or a dotted name
    | \d[\w.]*\w|\d                                 # a number: 404, 3.12, 0x1F, 1e6
    | (?=[^\w\s])(?:                                # before all else, what most characters are not
      (?<![\w-])--?[^\W\d_][\w-]*                   # a command-line option: -m, --check-hash-based-pycs
    | (?<![\w%])%(?:\(\w*\))?[-\#0+]*\d*(?:\.\d+)?[a-zA-Z%](?!\w)  # a format code: %s, %(name)s, %0.2f
    | :=|->|\*\*=?|//=?|<<=?|>>=?|[=!<>+\-*/%&|^@]=|\.\.\.  # an operator of several characters
    | (?<!\S)[^\w\s\x00-\x1f]+(?!\S)                # punctuation that stands alone: @, [::], ??
    | (?<=[\w\s\])"'])[@%&|^~](?=[\w\s(\["'])       # an operator between operands: a @ b, x%y
    | \*\*?(?=[^\W\d])|(?<!\w)@(?=[^\W\d])          # unpacking: *args, **kwargs; a decorator: @property
    )""",
    re.VERBOSE,
)

# Chinese, Japanese and Thai put no spaces between words, and Korean none between a word and its particles:
# Thai to Khmer, kana, ideographs with their extensions, Hangul, and kana of half the width.
_WITHOUT_SPACES = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]+"
)
LONGEST_WORD = 12
"""Longer runs without a space are sentences, and as a term of its own no sentence is ever asked for."""

_SPLIT = re.compile(r"-{0,2}[^\W\d]")
_JOINT = re.compile(r"[.-]+")


def terms(text: str, language: str = "en") -> list[str]:
    """Give the terms of a text in reading order, repeated as often as they occur.

    Args:
        text: Any text; HTML must be gone.
        language: The tag of the language that its prose is written in.
    """
    return list(chain.from_iterable(map(known_tokens(language).__getitem__, TOKEN.findall(text))))


class KnownTokens(dict[str, tuple[str, ...]]):
    """The terms of every token met so far; a dictionary answers twice as fast as a cached function.

    Args:
        language: The tag of the language.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) >= MAX_KNOWN:
            self.clear()
        found = self[token] = token_terms(token, self._language)
        return found


@lru_cache(maxsize=8)
def known_tokens(language: str) -> KnownTokens:
    """Give the terms of the tokens met so far in a language.

    Args:
        language: The tag of the language.
    """
    return KnownTokens(language)


def token_terms(token: str, language: str = "en") -> tuple[str, ...]:
    """Give the distinct terms of one token, the token itself first; of a sentence without spaces all its parts."""
    if token.isascii():
        return tuple(dict.fromkeys(_terms_of(token, language)))
    token = normalize("NFC", token)
    found = _unspaced_terms(token, language) if _WITHOUT_SPACES.search(token) else _terms_of(token, language)
    return tuple(dict.fromkeys(found))


def _unspaced_terms(token: str, language: str) -> Iterator[str]:
    """Give the neighbouring characters of writing without spaces, and the words of other scripts within it."""
    if len(token) <= LONGEST_WORD:
        yield token.casefold()
    for run in _WITHOUT_SPACES.findall(token):
        yield from (run[start : start + 2] for start in range(max(1, len(run) - 1)))
    for piece in _WITHOUT_SPACES.split(token):
        # What is cut out may have become something else, such as a number.
        for inner in TOKEN.findall(piece):
            yield from _terms_of(inner, language)


def _terms_of(token: str, language: str) -> Iterator[str]:
    token = token[:MAX_TERM_LENGTH]
    yield token.casefold()
    if not _SPLIT.match(token):
        return
    stem = stemmer(language)
    # A token that was cut may end in a dot.
    for piece in filter(None, _JOINT.split(token.lstrip("-"))):
        yield (folded := piece.casefold())
        # Most pieces are plain words, which is quicker to see than which words they are made of.
        for part in (folded,) if piece.islower() and "_" not in piece else identifier_parts(piece):
            yield part
            yield stem(part)
