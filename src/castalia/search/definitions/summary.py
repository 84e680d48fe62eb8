"""A section's text in, the first sentences that describe what it is about out: examples and notes are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LENGTH = 320
"""About three lines, in characters."""

SOURCE_LABEL = 40
"""So many characters may stand before the file in "Source code: Lib/os.py", in any language."""

BOX_TITLE = 20
"""So many characters may stand before an example that opens a page, such as "Hello World!"."""

_SIGNS = "%*@:=<>!&|^~+-/."
"""What operators are made of."""

_PRODUCTION = re.compile(r"[a-z_]+: ")
_GRAMMAR = re.compile(r"(?<=[:.]) [a-z_]+: (?=[\"'\[(]|[a-z_]+ [\"'\[(])")
_PROSE = re.compile(r"(?<=\s)(?:An?|The|This|These|If|When|In|Every) [a-z]")
_NOTE = re.compile(
    r"(?:New|Added|Changed|Deprecated|Removed|Soft[- ]deprecated) (?:in|since) version \d[\w.]*?"
    r"(?:, (?:will be )?removed in version \d[\w.]*?)?(?:[.:](?:\s+|$)|$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?:])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!cf\.)(?<!vs\.)\s+(?=[^\Wa-z]|[\"'(*<@>])")


def summary(
    text: str, *, codes: Iterable[str] = (), notes: Iterable[str] = (), file: str = "", length: int = LENGTH
) -> str:
    """Give the first sentences of a text.

    Args:
        text: The text of a section, white space folded.
        codes: Its examples.
        notes: The texts of its version notes.
        file: The file that its code lies in, which some pages name at their beginning.
        length: So many characters are given where sentences allow.
    """
    shown = [" ".join(code.split()) for code in codes]
    body = _without_grammar(_without_notes(_without_source(text, file), list(notes)))
    body = _without_opening_code(body, shown)
    return _joined([body[: _end(body, shown)]], length)


def passage(text: str, about: str, *, length: int = LENGTH) -> str:
    """Give the sentences of a section from the first one on that tells what something is, else its first ones.

    Args:
        text: The text of a section, white space folded.
        about: What is asked for, such as an operator.
        length: So many characters are given where sentences allow.
    """
    sentences = sentences_of(_without_grammar(_without_notes(text, [])))
    # Of `%s` a section tells as of the operator % that it begins with.
    start = _telling(sentences, about) or _telling(sentences, about.removesuffix(about.lstrip(_SIGNS)))
    return _joined(_GRAMMAR.split(" ".join(sentences[start:]))[:1], length)


def _telling(sentences: Sequence[str], about: str) -> int:
    """Give which sentence tells what something is, the first one where none does."""
    tells = re.compile(rf"\b(?:[Tt]he|[Oo]perators?) {re.escape(about)}(?!\w)")
    return next((place for place, sentence in enumerate(sentences) if about and tells.search(sentence)), 0)


def _joined(texts: Iterable[str], length: int) -> str:
    chosen = list(_within([sentence for text in texts for sentence in sentences_of(text)], length))
    while len(chosen) > 1 and chosen[-1].endswith(":"):
        # What it leads up to is left out.
        chosen.pop()
    return " ".join(chosen)


def sentences_of(text: str) -> list[str]:
    """Split a text into its sentences.

    >>> sentences_of("Use a lid, e.g. Glass. It helps: See below.")
    ['Use a lid, e.g. Glass.', 'It helps:', 'See below.']
    """
    return _SENTENCE.split(text.strip())


def _without_source(text: str, file: str) -> str:
    place = text.find(file, 0, SOURCE_LABEL + len(file)) if file else -1
    return text[place + len(file) :].lstrip() if place >= 0 else text


def _without_notes(text: str, notes: list[str]) -> str:
    """Leave out the version notes that a text begins with."""
    while (label := _NOTE.match(text)) is not None:
        rest = text[label.end() :]
        said = next((note for note in notes if note and rest.startswith(note)), "")
        text = rest[len(said) :].lstrip()
    return text


def _without_grammar(text: str) -> str:
    """Leave out the productions of a grammar that a text begins with."""
    begins = _PROSE.search(text) if _PRODUCTION.match(text) else None
    return text[begins.start() :] if begins is not None else text


def _without_opening_code(text: str, codes: Iterable[str]) -> str:
    """Leave out an example that stands before any sentence, under a heading of its own at most."""
    opening = next((code for code in codes if 0 <= text.find(code) < BOX_TITLE), None)
    return text.partition(opening)[2].lstrip() if opening else text


def _end(text: str, codes: Iterable[str]) -> int:
    """Give where the first example or version note begins."""
    places = [text.find(code) for code in codes]
    note = _NOTE.search(text)
    places += [note.start()] if note is not None else []
    return min((place for place in places if place > 0), default=len(text))


def _within(sentences: Iterable[str], length: int) -> Iterator[str]:
    """Give sentences until there are so many characters, the first one in any case, cut where it is far too long."""
    left = length
    for number, sentence in enumerate(sentences):
        if number == 0 and len(sentence) > 2 * length:
            space = sentence.rfind(" ", 0, 2 * length)
            yield f"{sentence[: space if space > 0 else 2 * length]} …"
            return
        if number and len(sentence) > left:
            return
        yield sentence
        left -= len(sentence) + 1
