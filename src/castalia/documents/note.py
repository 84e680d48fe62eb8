"""Version notes: since when something is there, when it changed, and since when one should not use it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.documents.clean import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

ADDED = "added"
CHANGED = "changed"
DEPRECATED = "deprecated"
SOFT_DEPRECATED = "soft-deprecated"
REMOVED = "removed"

KINDS = {
    "versionadded": ADDED,
    "versionchanged": CHANGED,
    "deprecated": DEPRECATED,
    "deprecated-removed": DEPRECATED,
    "soft-deprecated": SOFT_DEPRECATED,
    "versionremoved": REMOVED,
}
"""What the classes of Sphinx's directives, and of those that Python adds, mean."""

NOTE_CLASSES = frozenset(KINDS)

# Older Sphinx writes some of them as paragraphs.
NOTES = ", ".join(f"{tag}.{name}" for tag in ("div", "p") for name in KINDS)
# The second is that of Django's own directive.
LABELS = "span.versionmodified, span.title"
LABEL_LENGTH = 120
# Digits with what belongs to them; Japanese and Chinese put no space around a version.
VERSION = re.compile(r"(?<![A-Za-z0-9_.])(?:\d+(?:\.\d+)*(?:[-+~.]?[A-Za-z0-9]+)*|next\b)")
MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class VersionNote:
    """One fact about one version.

    A note that says "deprecated since 3.11, will be removed in 3.13" gives two: one of each kind.

    Args:
        kind: ``added``, ``changed``, ``deprecated``, ``soft-deprecated`` or ``removed``; a removal may be
            one that is only announced.
        version: The version as written, such as ``3.11`` or ``next``; empty where none is named.
        text: What the note says beyond that; may be empty.
    """

    kind: str
    version: str
    text: str


def read_note(node: LexborNode) -> Iterator[VersionNote]:
    """Give the facts of a version note."""
    classes = (node.attributes.get("class") or "").split()
    kind = next((KINDS[name] for name in classes if name in KINDS), CHANGED)
    label = node.css_first(LABELS)
    whole = plain(node.text())
    said = plain(label.text()) if label is not None else whole[:LABEL_LENGTH].partition(":")[0]
    if label is not None and "soft-deprecated" in (label.attributes.get("class") or ""):
        kind = SOFT_DEPRECATED
    text = whole.removeprefix(said).lstrip(" :.")[:MAX_TEXT]
    versions = VERSION.findall(said)
    yield VersionNote(kind, versions[0] if versions else "", text)
    if kind == DEPRECATED and len(versions) > 1:
        yield VersionNote(REMOVED, versions[1], text)
