"""What the documentation says of things that are gone: since when, and what to use instead, if it says so; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.search.definitions.definition import Link

MAX_SENTENCES = 4
MAX_LENGTH = 500

_CREDIT = re.compile(r"\((?:Contributed|Patch|Suggested|See)[^()]*(?:\([^()]*\)[^()]*)*\)\.?")
_REMOVED = re.compile(r"\bremov(?:e|ed|es|ing)\b|\bno longer (?:has|have|exists?|provides?|available)\b", re.IGNORECASE)
_INSTEAD = re.compile(
    r"\b(?:instead|replacements?|replaced (?:by|with)|imported from|migrating code from \S+ to|should be used|use)\b",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"\b(?:class|function|method|command|attribute|argument|parameter|constant|support|removed)(?:es|s)?(?: \w+)?"
    r" (?:in|of|from|for|to) (?:the )?$"
)
# Items of a list may begin with a name in lower case.
_SENTENCE = re.compile(r"(?<=[a-z)\d]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)\s+")
_KINDS = r"(?:module|package|program|library)"
_NAMED = re.compile(
    r"(?P<call>[A-Za-z_]\w*(?:\.\w+)*)\(\)|(?P<dotted>[A-Za-z_]\w*(?:\.\w+)+)|\b(?:the )?(?P<module>[a-z_]\w*) module"
    r"|\bfrom \w+ to (?P<new>[a-z_]\w*)"
)


@dataclass(frozen=True, slots=True)
class Removal:
    """A thing that is not there any more.

    Args:
        name: Its full name.
        kind: What it was: ``module``, ``function`` ...; empty where no indexed version documents it.
        version: The version that removed it; empty where the documentation does not say.
        deprecated: Since when it was deprecated; empty where the documentation does not say.
        last: The newest indexed version that still documents it; empty where none does.
        text: What the documentation says about it, in its own sentences; may be empty.
        replacement: Those of these sentences that say what to use instead; empty where none does.
        replacements: The things that they name, with their places in this version.
        path: Where the documentation says so; empty where it does not.
        url: The published address of that place.
    """

    name: str
    kind: str
    version: str
    deprecated: str
    last: str
    text: str
    replacement: str
    replacements: tuple[Link, ...]
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A section of "what's new" that tells what a version removed."""

    version: str
    title: str
    path: str
    text: str


def find_notice(name: str, notices: Sequence[Notice]) -> tuple[Notice, str] | None:
    """Give the newest notice that says that a thing was removed, with the sentences that do.

    Args:
        name: The full name, such as ``cgi.escape``, or a module's.
        notices: The notices, newest first.
    """
    for notice in notices:
        for item in items_of(notice.text):
            sentences = _SENTENCE.split(item)
            for place, sentence in enumerate(sentences):
                if _REMOVED.search(sentence) and says_of(sentence, name, under=notice.title):
                    return notice, _passage(sentences[place:])
    return None


def items_of(text: str) -> list[str]:
    """Split a notice where it credits who contributed: each item of its list ends so."""
    return [item.strip() for item in _CREDIT.split(text) if item.strip()]


def says_of(sentence: str, name: str, *, under: str = "") -> bool:
    """Tell whether a sentence is about a name: the whole of it, or its last part beside those before it.

    Args:
        sentence: The sentence.
        name: The full name.
        under: The heading above it, often a module's name.
    """
    owner, _, last = name.rpartition(".")
    if not owner:
        return _is_about(sentence, rf"(?<![\w.]){re.escape(name)} {_KINDS}\b")
    if _word(name).search(sentence) is not None:
        return _is_about(sentence, _word(name).pattern)
    context = f"{under} {sentence}"
    return _word(last).search(sentence) is not None and all(_word(part).search(context) for part in owner.split("."))


def _is_about(sentence: str, pattern: str) -> bool:
    """Tell whether something stands in a sentence other than as what a part of it belongs to."""
    found = re.finditer(pattern, sentence)
    return any(_OF_A_PART.search(sentence[: match.start()]) is None for match in found)


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def replacement_in(text: str) -> str:
    """Give the sentences that say what to use instead."""
    return " ".join(sentence for sentence in _SENTENCE.split(text) if _INSTEAD.search(sentence))


def names_in(replacement: str, *, gone: str) -> tuple[str, ...]:
    """Give the names that sentences about a replacement hold, without that of the thing itself.

    >>> names_in("Use the hashlib module, or html.escape() instead of cgi.escape().", gone="cgi.escape")
    ('hashlib', 'html.escape')
    """
    told = "\n".join(map(_told, _SENTENCE.split(replacement)))
    found = (next(filter(None, match.groups())) for match in _NAMED.finditer(told))
    return tuple(name for name in dict.fromkeys(found) if name not in {gone, gone.rpartition(".")[0]})


def _told(sentence: str) -> str:
    """Give the part of a sentence that tells what to use: what is removed stands before it."""
    removed, instead = _REMOVED.search(sentence), _INSTEAD.search(sentence)
    return sentence[instead.start() :] if removed and instead else sentence


def _passage(sentences: Sequence[str]) -> str:
    """Give a sentence and those after it that belong to it."""
    passage = sentences[0] if len(sentences[0]) <= MAX_LENGTH else f"{sentences[0][:MAX_LENGTH].rpartition(' ')[0]} …"
    for sentence in sentences[1:MAX_SENTENCES]:
        another = sentence[:1].islower() and not _INSTEAD.search(sentence)
        if another or _REMOVED.search(sentence) or len(passage) + len(sentence) > MAX_LENGTH:
            break
        passage += f" {sentence}"
    return passage
