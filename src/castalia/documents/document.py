"""What a page says, taken apart: sections, the names they define, the links they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from castalia.documents.example import Example
    from castalia.documents.note import VersionNote
    from castalia.documents.signature import Signature
    from castalia.documents.source_place import SourcePlace


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name that a section defines or bears.

    Args:
        name: The full name, such as ``os.walk``, ``-m`` or ``PYTHONPATH``.
        role: Domain and role, such as ``py:function`` or ``std:term``.
        anchor: The id that bears this very name; may be empty for a page.
    """

    name: str
    role: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section or a definition: the unit that search answers with.

    Args:
        anchor: Its id on the page; empty for a page without a heading's id.
        title: Its heading, or the name and signature's name of a definition.
        kind: ``page``, ``section``, ``module``, ``function``, ``class``, ``term``, ``option`` ...
        name: The full name of what it defines; empty for prose.
        signature: The signatures as shown, one a line; empty for prose.
        breadcrumb: The titles above it, the page's first.
        text: Its own words in reading order, without those of the sections and definitions inside it.
        symbols: Every name it defines or bears, each with its own anchor.
        signatures: The signatures taken apart, in the order of ``signature``; none for prose.
        notes: Since when it is there, what changed, what not to use any more.
        examples: Its blocks of code.
        source: Where the code it documents lies; ``None`` where the documentation doesn't say.
    """

    anchor: str
    title: str
    kind: str
    name: str
    signature: str
    breadcrumb: tuple[str, ...]
    text: str
    symbols: tuple[Symbol, ...]
    signatures: tuple[Signature, ...] = ()
    notes: tuple[VersionNote, ...] = ()
    examples: tuple[Example, ...] = ()
    source: SourcePlace | None = None


class LinkKind(StrEnum):
    """In what capacity a section points to another place."""

    PROSE = "prose"
    SEE_ALSO = "see-also"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Link:
    """A cross-reference from a section of this page.

    Args:
        section: The index in ``Document.sections`` of the section that holds it.
        target: ``path#anchor`` or ``path``, relative to the documentation's root; for "see also" an address
            on the web, too.
        text: The words it is shown with.
        kind: Whether it stands in running text, under "see also", or in a table of contents (a child).
    """

    section: int
    target: str
    text: str
    kind: LinkKind = LinkKind.PROSE


@dataclass(frozen=True, slots=True)
class Document:
    """One page, taken apart.

    Args:
        path: Its place relative to the root, such as ``library/os.html``.
        title: Its title without section numbers.
        folder: The first part of its path, such as ``library``; empty at the root.
        body: Its content as sanitized HTML, for reading offline.
        notice: The copyright and licence line of its footer, as sanitized HTML.
        sections: Its sections and definitions in reading order, the page's own first.
        links: Its cross-references within the documentation.
        anchors: Every id of the page with the index of the section that holds it.
    """

    path: str
    title: str
    folder: str
    body: str
    notice: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    anchors: dict[str, int]
