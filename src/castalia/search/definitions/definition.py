"""What the documentation says of one thing that it defines, each part with the place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from castalia.documents.parameter import Parameter


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a thing: its signature as text and taken apart.

    Args:
        name: The full name that it declares.
        text: The signature as the documentation shows it.
        path: Where it stands.
        parameters: Its parameters; none for what takes no arguments at all, such as a constant.
        returns: What it gives back as written; empty where nothing is.
    """

    name: str
    text: str
    path: str
    parameters: tuple[Parameter, ...] | None
    returns: str


@dataclass(frozen=True, slots=True)
class VersionNote:
    """Since when something is there, changed, or should not be used any more.

    Args:
        kind: ``added``, ``changed``, ``deprecated``, ``soft-deprecated`` or ``removed``.
        version: The version as written; empty where none is named.
        text: What the note says beyond that; may be empty.
        title: The section or definition that it stands in.
        path: The place of that.
    """

    kind: str
    version: str
    text: str
    title: str
    path: str


BadgeKind = Literal["added", "deprecated", "soft-deprecated", "removed", "removal"]


@dataclass(frozen=True, slots=True)
class Badge:
    """One fact about a thing as a whole: ``removal`` is one that is announced for a version still to come."""

    kind: BadgeKind
    version: str


@dataclass(frozen=True, slots=True)
class CodeExample:
    """A block of code as shown: prompts and output included."""

    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a section leads: ``path`` is empty for an address on the web."""

    text: str
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Member:
    """What a class or module holds: ``signature`` is its first one, ``weight`` how many people look for it."""

    name: str
    kind: str
    path: str
    signature: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class SourceCode:
    """Where the code lies: ``line`` is 0 where none is given."""

    file: str
    line: int
    url: str


@dataclass(frozen=True, slots=True)
class Presence:
    """A version that documents the same thing, and where."""

    version: str
    release: str
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One thing that the documentation defines.

    Args:
        name: Its full name, such as ``asyncio.TaskGroup``.
        kind: ``class``, ``function``, ``module``, ``term`` ...
        title: The heading of its section.
        path: ``page#anchor`` relative to the documentation's root.
        url: The published original's address, else our reader's.
        project: The project it belongs to.
        version: The version that this is said of.
        release: The full release of that version.
        folder: The part of the documentation it lies in.
        breadcrumb: The titles above it, the page's first.
        summary: The first sentences that describe it, as text.
        forms: Its signatures.
        notes: Its version notes in the order of the documentation.
        example: The first example; none where there is none.
        see_also: What the documentation names under "see also".
        source: Where its code lies, when the documentation says so.
        members: Methods and attributes of a class, contents of a module's page.
        contents: The pages that a module's page lists.
        versions: All indexed versions that document it, newest first.
        badges: Since when it is there, deprecated or gone, where the notes surely say so of the thing itself.
    """

    name: str
    kind: str
    title: str
    path: str
    url: str
    project: str
    version: str
    release: str
    folder: str
    breadcrumb: tuple[str, ...]
    summary: str
    forms: tuple[Form, ...] = ()
    notes: tuple[VersionNote, ...] = ()
    example: CodeExample | None = None
    see_also: tuple[Link, ...] = ()
    source: SourceCode | None = None
    members: tuple[Member, ...] = ()
    contents: tuple[Link, ...] = ()
    versions: tuple[Presence, ...] = ()
    badges: tuple[Badge, ...] = ()
