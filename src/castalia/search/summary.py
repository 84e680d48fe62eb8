"""A section's text in, the first sentences that describe what it is about out: examples and notes are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LENGTH = 320
"""About three lines, in characters."""

SOURCE_LABEL = 40
"""So many characters may stand before the file in "Source code: Lib/os.py", in any language."""

_NOTE = re.compile(
    r"(?:New|Added|Changed|Deprecated|Removed|Soft[- ]deprecated) (?:in|since) version \d[\w.]*?"
    r"(?:, (?:will be )?removed in version \d[\w.]*?)?(?:[.:](?:\s+|$)|$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?:])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!cf\.)(?<!vs\.)\s+(?=[^\Wa-z]|[\"'(*<@>])")


def summary(text: str, *, codes: Iterable[str] = (), notes: Iterable[str] = (), file: str = "") -> str:
    """Give the first sentences of a text.

    Args:
        text: The text of a section, white space folded.
        codes: Its examples.
        notes: The texts of its version notes.
        file: The file that its code lies in, which some pages name at their beginning.
    """
    body = _without_source(text, file)
    body = _without_notes(body, list(notes))
    sentences = list(_within(_SENTENCE.split(body[: _end(body, codes)].strip()), LENGTH))
    if len(sentences) > 1 and sentences[-1].endswith(":"):
        # What it leads up to is left out.
        sentences.pop()
    return " ".join(sentences)


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


def _end(text: str, codes: Iterable[str]) -> int:
    """Give where the first example or version note begins."""
    places = [text.find(" ".join(code.split())) for code in codes]
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
