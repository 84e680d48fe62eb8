"""Since when a thing is there, deprecated or gone, as its own version notes say: a note may be about a part; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from castalia.database.sets import version_order
from castalia.search.definitions.definition import Badge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.search.definitions.definition import BadgeKind, VersionNote

_THING = r"(?:module|function|class|method|package|decorator|attribute|constant|exception|flag|macro|API|ABC|option)"
_ADDED = re.compile(rf"(?:\[\d+\]|(?:The|This) {_THING} (?:was|is)\b.*)?")
_DEPRECATED = re.compile(
    rf"(?:Use\b|Prefer\b|Deprecated in fav|This {_THING}\b|The [\w.]+(?:\(\))? {_THING} (?:is|was|has been) deprecated"
    r"|[\w.]+ now supports subscripting|.{0,60}\b(?:recommended instead|superseded by|replaced by)).*|",
    re.DOTALL,
)
_PART = re.compile(r"\b(?:argument|parameter|positional|keyword|passing|calling it with)\b", re.IGNORECASE)


_LABELS = ("New", "Added")
_ENDS: tuple[BadgeKind, ...] = ("deprecated", "soft-deprecated", "removed")
_ENDING = re.compile(r"[.:]?\s*(?:(?:Changed|Deprecated|Added|Removed|Soft.deprecated) \w+ version|Note\b|See also\b)")

NEAR_BEGINNING = 1_000
NEAR_END = 500
"""In characters."""


def badges_of(notes: Sequence[VersionNote], *, name: str, text: str, release: str) -> tuple[Badge, ...]:
    """Give the badges of a thing.

    Args:
        notes: Its version notes in the order of the documentation.
        name: Its full name.
        text: The text that they stand in.
        release: The release that says so.
    """
    added = own_addition(notes, name=name, text=text)
    badges = [Badge("added", added.version)] if added is not None else []
    for kind in _ENDS:
        own = next((note for note in notes if note.kind == kind and note.version and is_own(note)), None)
        if own is not None:
            ahead = kind == "removed" and version_order(own.version)[2] > version_order(release)[2]
            badges.append(Badge("removal" if ahead else kind, own.version))
    return tuple(badges)


def is_own(note: VersionNote) -> bool:
    """Tell whether a note that says that something is deprecated or removed is about the thing itself."""
    return _DEPRECATED.fullmatch(note.text) is not None and _PART.search(note.text) is None


def own_addition(notes: Sequence[VersionNote], *, name: str, text: str) -> VersionNote | None:
    """Give the note that says since when a thing is there; none where the notes may be about its parts.

    Args:
        notes: Its version notes in the order of the documentation.
        name: Its full name.
        text: The text that they stand in.
    """
    added = [note for note in notes if note.kind == "added" and note.version]
    own = [note for note in added if _ADDED.fullmatch(note.text) or _opens(text, note)]
    return own[0] if len(own) == 1 and not _is_in_passing(own[0], name=name, text=text) else None


def _opens(text: str, note: VersionNote) -> bool:
    """Tell whether a text begins with a note."""
    return text.startswith(tuple(f"{label} in version {note.version}" for label in _LABELS))


def _is_in_passing(note: VersionNote, *, name: str, text: str) -> bool:
    """Tell whether a note may be about something that a text mentions on its way.

    A note about the whole thing stands near its beginning or its end, and before a class's or a function's next note.
    """
    before, _, after = text.partition(f"in version {note.version}")
    if re.search(rf"\b(?:class|exception) {re.escape(name)}\.", before):
        return True
    return len(before) > NEAR_BEGINNING and len(after) > NEAR_END and _ENDING.match(after) is None
