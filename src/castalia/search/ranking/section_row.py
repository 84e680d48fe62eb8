"""What is selected of a section, and what is shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func

from castalia.database.models import Section
from castalia.search.snippets import NEEDED

if TYPE_CHECKING:
    from collections.abc import Sequence

# A table instead of a model: rows of columns need nothing of what a session does for entities.
SECTION = Section.__table__.c

TEXTS = (func.substr(SECTION.text, 1, NEEDED), SECTION.signature)
COLUMNS = (
    SECTION.id,
    SECTION.path,
    SECTION.anchor,
    SECTION.title,
    SECTION.kind,
    SECTION.name,
    SECTION.breadcrumb,
    SECTION.folder,
)
TEXT = len(COLUMNS)


class SectionRow(NamedTuple):
    """What is shown of a section; ``text`` is ``None`` where it was not read along."""

    id: int
    path: str
    anchor: str
    title: str
    kind: str
    name: str
    breadcrumb: str
    folder: str
    text: str | None = None


OVERHEAD = 800
"""Bytes that a section takes beside its text, where it is remembered."""


def size_of(row: SectionRow) -> int:
    """Give the bytes that a section takes where it is remembered."""
    return OVERHEAD + len(row.text or "")


def row_of(values: Sequence[Any]) -> SectionRow:
    """Make a row of what was selected, with its texts or without.

    Args:
        values: ``COLUMNS``, and after them ``TEXTS`` where they were read along.
    """
    texts = values[TEXT:]
    return SectionRow._make([*values[:TEXT], shown_text(*texts) if texts else None])


def shown_text(text: str, signature: str) -> str:
    """Give what is shown: the signature where there is no text."""
    return text or signature.replace("\n", " ")
