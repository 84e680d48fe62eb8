"""`find_removal(session, ...)`: what became of a name that a version does not define any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from castalia.database.models import DocumentationSet, Section
from castalia.database.sets import version_order
from castalia.search.address import address_of, place_of
from castalia.search.cards.removal import Notice, Removal, find_notice, names_in, replacement_in
from castalia.search.definitions.definition import Link
from castalia.search.definitions.symbols import choose, declarations, define
from castalia.search.ranking.memory import Memory, key_of
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.definitions.definition import Definition, VersionNote

REMEMBERED = 8
"""The notices of so many documentations stay in memory: 100 KB for a version of Python's."""

WHATS_NEW = "whatsnew"
MAX_REPLACEMENTS = 4

_PAGE = re.compile(rf"{WHATS_NEW}/(\d+\.\d+)\.html")
_TITLE = re.compile(r"\bRemov(?:ed|als?)\b", re.IGNORECASE)
_PENDING = re.compile(r"\bpending\b", re.IGNORECASE)

_memory: Memory[tuple[Notice, ...]] = Memory(REMEMBERED)


def is_gone(definition: Definition) -> bool:
    """Tell whether a definition only says that what it was about is not there any more."""
    removed = [note for note in definition.notes if note.kind == "removed" and _reached(note, definition.release)]
    return any(not note.text for note in removed) and not definition.members


def removal_of(definition: Definition) -> Removal:
    """Give what a definition says of its own removal."""
    removed = next(note for note in definition.notes if note.kind == "removed")
    replacement = replacement_in(definition.summary)
    before = [each.version for each in definition.versions if not _reached(removed, each.release)]
    return Removal(
        name=definition.name,
        kind=definition.kind,
        version=removed.version,
        deprecated=_deprecated(definition.notes),
        last=before[0] if before else "",
        text=definition.summary,
        replacement=replacement,
        replacements=(),
        path=definition.path,
        url=definition.url,
    )


async def find_removal(
    session: AsyncSession, documentation: DocumentationSet, name: str, *, editions: Sequence[DocumentationSet]
) -> Removal | None:
    """Find what became of a name that a documentation does not define.

    Args:
        session: A session to read with.
        documentation: The version that does not define it.
        name: The full name.
        editions: The indexed versions of its project, newest first.

    Returns:
        None where neither "what's new" nor an older version knows the name.
    """
    if not name_key(name):
        return None
    bare = name.partition("(")[0].strip()
    older = await _older(session, documentation, bare, editions=editions)
    full = older.name if older is not None else bare
    found = find_notice(full, await notices_of(session, documentation))
    if found is None and older is None:
        return None
    notice, text = found if found is not None else (None, "")
    return Removal(
        name=full,
        kind=older.kind if older is not None else "",
        version=notice.version if notice is not None else "",
        deprecated=_deprecated(older.notes) if older is not None else "",
        last=older.version if older is not None else "",
        text=text,
        replacement=replacement_in(text),
        replacements=await replacements(session, documentation, text, gone=full),
        path=notice.path if notice is not None else "",
        url=address_of(documentation, notice.path) if notice is not None else "",
    )


async def replacements(
    session: AsyncSession, documentation: DocumentationSet, text: str, *, gone: str
) -> tuple[Link, ...]:
    """Give the places of the things that a text names as replacement, where this version defines them.

    Args:
        session: A session to read with.
        documentation: The version.
        text: What the documentation says about the removal.
        gone: The full name of what was removed.
    """
    links: dict[str, Link] = {}
    for name in names_in(replacement_in(text), gone=gone):
        owner = gone.rpartition(".")[0]
        for full in (name, f"{owner}.{name}") if owner else (name,):
            found = [each for each in await declarations(session, documentation, full) if each.name == full]
            if found and len(links) < MAX_REPLACEMENTS:
                path = await _path(session, documentation, found[0].section_id, anchor=found[0].anchor)
                links.setdefault(full, Link(full, path, address_of(documentation, path)))
    return tuple(links.values())


async def notices_of(session: AsyncSession, documentation: DocumentationSet) -> tuple[Notice, ...]:
    """Give what "what's new" says about removals, newest first, read once for each documentation."""
    key = key_of(documentation)
    known = _memory.get(session, key)
    if known is None:
        known = await _read_notices(session, documentation.id)
        _memory.put(session, key, known)
    return known


async def _read_notices(session: AsyncSession, set_id: int) -> tuple[Notice, ...]:
    columns = (Section.path, Section.anchor, Section.title, Section.breadcrumb, Section.text)
    about = or_(Section.title.contains("emov"), Section.breadcrumb.contains("emov"))
    statement = select(*columns).where(Section.set_id == set_id, Section.folder == WHATS_NEW, about)
    found: list[Notice] = []
    for path, anchor, title, breadcrumb, text in await session.execute(statement.order_by(Section.id)):
        page = _PAGE.fullmatch(path)
        titles = f"{breadcrumb}\n{title}"
        if page is not None and text and _TITLE.search(titles) and not _PENDING.search(titles):
            found.append(Notice(page[1], title, place_of(path, anchor), text))
    return tuple(sorted(found, key=lambda notice: version_order(notice.version), reverse=True))


async def _older(
    session: AsyncSession, documentation: DocumentationSet, name: str, *, editions: Sequence[DocumentationSet]
) -> Definition | None:
    """Give the definition in the newest version before this one that has it."""
    order = version_order(documentation.release)
    for edition in editions:
        if version_order(edition.release) < order:
            found = choose(name, await declarations(session, edition, name))
            # Another name may have the same letters: `is_alive` is not what `isAlive` was.
            is_meant = found is not None and f".{found.name}".casefold().endswith(f".{name}".casefold())
            older = await define(session, edition, found) if found is not None and is_meant else None
            if older is not None and not is_gone(older):
                return older
    return None


async def _path(session: AsyncSession, documentation: DocumentationSet, section_id: int, *, anchor: str) -> str:
    statement = select(Section.path).where(Section.set_id == documentation.id, Section.id == section_id)
    return place_of((await session.execute(statement)).scalar_one(), anchor)


def _deprecated(notes: Sequence[VersionNote]) -> str:
    return next((note.version for note in notes if note.kind == "deprecated"), "")


def _reached(note: VersionNote, release: str) -> bool:
    """Tell whether a release is not older than the version of a note."""
    return bool(note.version) and version_order(note.version)[2] <= version_order(release)[2]
