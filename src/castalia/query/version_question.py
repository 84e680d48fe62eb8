"""`read_version_question(text)`: whether somebody asks what is new, changed or gone, and about what; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

MAX_LENGTH = 200
"""A longer text tells a story, in characters."""

MAX_SUBJECT_WORDS = 4


class Asked(StrEnum):
    """Which facts are asked for; ``CHANGED`` means all of them."""

    ADDED = "added"
    CHANGED = "changed"
    DEPRECATED = "deprecated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Span:
    """The versions that are asked about: one, or those after one up to another; empty for no bound."""

    version: str = ""
    since: str = ""
    until: str = ""

    def holds(self, version: str) -> bool:
        """Tell whether a version is one that is asked about: 3.9.5 is one of 3.9's, and after it.

        >>> Span(version="3.9").holds("3.9.5"), Span(since="3.9").holds("3.9"), Span(until="3.12").holds("3.12.1")
        (True, False, True)
        """
        if self == Span():
            return True
        parts, exact, since, until = map(_parts, (version, self.version, self.since, self.until))
        return bool(parts) and (
            (not exact or parts[: len(exact)] == exact)
            and (not since or parts > since)
            and (not until or parts[: len(until)] <= until)
        )


@dataclass(frozen=True, slots=True)
class VersionQuestion:
    """A question about versions.

    Args:
        asked: Which facts.
        subject: What it is about; empty for the whole documentation.
        detail: A part of the subject, such as a parameter's name.
        span: The versions that it is about.
    """

    asked: Asked
    subject: str = ""
    detail: str = ""
    span: Span = Span()


# The first of them that stands in a question decides what is asked for.
_WORDS = (
    (Asked.REMOVED, "removed removes removal removals deleted dropped gone replacement replacements replaces"),
    (Asked.REMOVED, "alternative alternatives substitute still happened instead"),
    (Asked.DEPRECATED, "deprecated deprecates deprecation deprecations obsolete outdated"),
    (Asked.CHANGED, "change changed changes changelog history"),
    (Asked.ADDED, "new news added adds additions introduced introduces introduce implemented"),
)
_ASKED = {word: asked for asked, words in _WORDS for word in words.split()}
_DATED = frozenset({"when", "which", "version", "versions", "since"})
"""One of these asks for the moment when something came rather than for all that came to it."""

_SCAFFOLD = frozenset(
    "a an appear appeared are as available be became become been being did do does ever exist exists feature features"
    " first get got had has have how is it made minimum notes now release should stuff supported supports that the"
    " their there things use used was were what when which who why will".split()
) | {*_ASKED, *_DATED}
_PREPOSITIONS = frozenset("about between by for from in into of on to with since after up until".split())
_THINGS = frozenset(
    "argument arguments attribute class decorator exception function keyword library method module option package"
    " parameter program type".split()
)
_NUMBER = r"v?(\d+\.\d+(?:\.\d+)?)"
_BETWEEN = re.compile(rf"\b(?:between|from|since|after) {_NUMBER} (?:and|to|until|till|up to) {_NUMBER}(?![\w.])")
_SINCE = re.compile(rf"\b(?:since|after|from) {_NUMBER}(?![\w.])")
_IN = re.compile(rf"(?:\b(?:in|with|of|for|by|to|version) )*(?<![\w.]){_NUMBER}(?![\w.])")
_PYTHON = re.compile(r"\b(?:c?python|py)(?:'s)?(?= |$)")
_QUOTES = str.maketrans({"\u2019": "'", "`": " ", '"': " ", "?": " ", "!": " ", ",": " "})


def read_version_question(text: str) -> VersionQuestion | None:
    """Read a question about versions; none where it is another one, or none at all.

    >>> read_version_question("what changed in zipfile since 3.9?")
    VersionQuestion(asked=<Asked.CHANGED: 'changed'>, subject='zipfile', detail='', span=Span(version='', since='3.9', \
until=''))
    """
    if len(text) > MAX_LENGTH:
        return None
    span, rest = _read_span(_normal(text))
    words = rest.split()
    asked = next((_ASKED[word] for word in _ASKED if word in words), _unsaid(words, span))
    groups = _groups(words)
    if asked is None or groups is None or len(groups) > 2 or not (groups or span != Span()):  # noqa: PLR2004
        return None
    if "how" in words and asked is not Asked.CHANGED:
        return None
    subject, detail = groups[-1] if groups else [], groups[0] if len(groups) > 1 else []
    if len(subject) > MAX_SUBJECT_WORDS or len(detail) > 1:
        return None
    if subject and asked is Asked.ADDED and not _DATED.intersection(words):
        # Whoever asks what is new in a thing wants to know all that happened to it.
        asked = Asked.CHANGED
    return VersionQuestion(asked, " ".join(subject), " ".join(detail), span)


def _unsaid(words: list[str], span: Span) -> Asked | None:
    """Give what is asked for where no word says it: `zipfile since 3.9`, `which version has zipfile`."""
    if span.since:
        return Asked.CHANGED
    dated = {"which", "what", "since"}.intersection(words) and "version" in words
    return Asked.ADDED if dated or {"since", "when"} <= set(words) else None


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split("."))) if re.fullmatch(r"\d+(?:\.\d+)*", version) else ()


def _normal(text: str) -> str:
    """Give a question in lower case but for names, without Python's own name and without punctuation."""
    words = text.translate(_QUOTES).replace("what's", "what").replace("What's", "what").rstrip(". ").split()
    lowered = (word.lower() if word.lower() in _SCAFFOLD | _PREPOSITIONS | _THINGS else word for word in words)
    kept = " ".join("what" if word in {"whats", "Whats"} else word for word in lowered)
    return " ".join(_PYTHON.sub(" ", re.sub(r"\bPython", "python", kept)).split())


def _read_span(text: str) -> tuple[Span, str]:
    """Take the versions out of a question."""
    if match := _BETWEEN.search(text):
        return Span(since=match[1], until=match[2]), _without(text, match)
    if match := _SINCE.search(text):
        return Span(since=match[1]), _without(text, match)
    if match := _IN.search(text):
        return Span(version=match[1]), _without(text, match)
    return Span(), text


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _groups(words: list[str]) -> list[list[str]] | None:
    """Give what the words that ask nothing themselves name: one thing, or a part and the whole that it belongs to.

    Returns:
        None where they are no one thing: `create new list`.
    """
    marks = ["/" if word in _PREPOSITIONS else "|" if word in _SCAFFOLD else "" for word in words]
    runs = [(is_named, [word for _, word in run]) for is_named, run in groupby(zip(marks, words, strict=True), _named)]
    named = [place for place, (is_named, _) in enumerate(runs) if is_named]
    between = [runs[place][1] for place in range(named[0] + 1, named[-1]) if not runs[place][0]] if named else []
    if not all(_PREPOSITIONS.intersection(run) for run in between):
        return None
    groups = [runs[place][1] for place in named]
    return [[word for word in group if word not in _THINGS] or group for group in groups]


def _named(pair: tuple[str, str]) -> bool:
    return not pair[0]
