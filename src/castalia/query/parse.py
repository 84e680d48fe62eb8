"""`parse(text)`: from what somebody typed to a query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from castalia.query.query import Query
from castalia.text.identifiers import name_key
from castalia.text.tokens import MAX_TERM_LENGTH, TOKEN, token_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# People write these to be polite to a search engine; every page of the documentation answers to them.
NOISE = frozenset(
    "a an and are can do does for from get how i if in is it me my of on python python2 python3 py should"
    " the there to use using way what when which why with you your".split()
)
_AROUND = re.compile(r"^(?:python3?\s+)?(.*?)(?:\s+in\s+python\s*[23]?|\s+python3?)?$", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

MAX_WORDS = 32
"""Words after these add nothing to what is found, only to what it costs."""

MAX_PHRASE_WORDS = 4


def parse(text: str, language: str = "en") -> Query:
    """Understand a query.

    Noise is dropped only where something is left, so that ``with`` and ``is`` can be asked for.

    Args:
        text: What was typed; any text at all.
        language: The tag of the language that the documentation is written in.
    """
    bare = _CONTROL.sub(" ", text).strip()
    tokens = [token[:MAX_TERM_LENGTH] for token in TOKEN.findall(bare)]
    telling = [token for token in tokens if token.casefold() not in NOISE] or tokens
    words = tuple(dict.fromkeys(token_terms(token, language) for token in telling[:MAX_WORDS]))
    whole = dict.fromkeys((name_key(bare), name_key(_AROUND.sub(r"\1", bare))))
    phrases = dict.fromkeys(phrase for phrase in _phrases(tokens[:MAX_WORDS]) if phrase not in whole)
    return Query(text=bare, keys=tuple(key for key in whole if key), phrases=tuple(phrases), words=words)


def _phrases(tokens: Sequence[str]) -> Iterator[str]:
    """Give the keys of up to four words in a row, longest first; single noise words name nothing."""
    for length in range(min(MAX_PHRASE_WORDS, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            words = tokens[start : start + length]
            if any(word.casefold() not in NOISE for word in words):
                yield name_key(" ".join(words))
