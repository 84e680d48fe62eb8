"""`extras_of(session, results)`: what stands beside each result: signature, badges, links to what it holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select

from castalia.database.current import find_current_set
from castalia.database.models import Note, Reference, Section
from castalia.search.address import address_of, place_of
from castalia.search.definitions.badges import badges_of
from castalia.search.definitions.definition import Badge, Link, VersionNote
from castalia.search.definitions.details import CHILD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.results import Results

MAX_SITELINKS = 4

REACH = 30
"""So many sections after one are looked at for what it holds."""

HOLDERS = frozenset({"class", "exception", "module", "page", "section"})
"""Kinds that hold others; a function holds nothing."""

SHOWN = select(Section.id, Section.title, Section.name, Section.signature, Section.text).where(
    Section.set_id == bindparam("set_id"), Section.id.in_(bindparam("ids", expanding=True))
)
NEAR = select(
    Section.id, Section.path, Section.anchor, Section.title, Section.kind, Section.name, Section.breadcrumb
).where(Section.set_id == bindparam("set_id"), Section.id.in_(bindparam("ids", expanding=True)))
NOTES = (
    select(Note.section_id, Note.kind, Note.version, Note.text)
    .where(Note.set_id == bindparam("set_id"), Note.section_id.in_(bindparam("ids", expanding=True)))
    .order_by(Note.section_id, Note.position)
)
CHILDREN = (
    select(Reference.section_id, Reference.text, Section.path, Section.anchor, Section.title)
    .join(Section, and_(Section.set_id == Reference.set_id, Section.id == Reference.target_id))
    .where(
        Reference.set_id == bindparam("set_id"),
        Reference.section_id.in_(bindparam("ids", expanding=True)),
        Reference.kind == CHILD,
    )
    .order_by(Reference.section_id, Reference.position)
)


@dataclass(frozen=True, slots=True)
class Extras:
    """What is shown beside a result.

    Args:
        signature: The signature of a definition, or several, one a line; empty for prose.
        badges: Since when it is there, deprecated or gone.
        sitelinks: Up to four places that it holds: methods of a class, pages of a module, subsections.
    """

    signature: str = ""
    badges: tuple[Badge, ...] = ()
    sitelinks: tuple[Link, ...] = ()


async def extras_of(session: AsyncSession, results: Results) -> Mapping[str, Extras]:
    """Give the extras of each result by its path, read together.

    Args:
        session: A session to read with.
        results: What a search found.
    """
    shown = [result for result in results.results if result.section_id >= 0]
    if not shown:
        return {}
    documentation = await find_current_set(session, project=results.project, version=results.version)
    values = {"set_id": documentation.id, "ids": sorted({result.section_id for result in shown})}
    rows = {row.id: row for row in await session.execute(SHOWN, values)}
    notes: defaultdict[int, list[VersionNote]] = defaultdict(list)
    for number, kind, version, text in await session.execute(NOTES, values):
        notes[number].append(VersionNote(kind, version, text, rows[number].title, ""))
    held = await _held(session, documentation, [each.section_id for each in shown if each.kind in HOLDERS])
    return {
        result.path: Extras(
            signature=_signature(row.signature, result.name),
            badges=badges_of(
                notes[row.id], name=result.name or row.title, text=row.text, release=documentation.release
            ),
            sitelinks=tuple(held.get(row.id, ())[:MAX_SITELINKS]),
        )
        for result in shown
        if (row := rows.get(result.section_id)) is not None
    }


def _signature(signature: str, name: str) -> str:
    """Give the signature of the name that was asked for, where several share a description."""
    lines = signature.split("\n")
    last = name.rpartition(".")[2]
    return next((line for line in lines if last and last in line.partition("(")[0]), lines[0])


async def _held(
    session: AsyncSession, documentation: DocumentationSet, holders: Sequence[int]
) -> Mapping[int, list[Link]]:
    """Read what sections hold: what their tables of contents list, else members and subsections."""
    if not holders:
        return {}
    found: defaultdict[int, list[Link]] = defaultdict(list)
    values = {"set_id": documentation.id, "ids": sorted(set(holders))}
    for holder, text, path, anchor, title in await session.execute(CHILDREN, values):
        place = place_of(path, anchor)
        found[holder].append(Link(text or title, place, address_of(documentation, place)))
    near = sorted({number + step for number in holders if number not in found for step in range(REACH + 1)})
    rows = list(await session.execute(NEAR, {"set_id": documentation.id, "ids": near})) if near else []
    for row in rows:
        if row.id in holders and row.id not in found:
            found[row.id] = _inside(documentation, row, rows)
    return found


def _inside(
    documentation: DocumentationSet, holder: Row[*tuple[Any, ...]], rows: Iterable[Row[*tuple[Any, ...]]]
) -> list[Link]:
    """Give the members of a class or the subsections of a section."""
    belongs = _is_member if holder.kind in {"class", "exception"} else _is_subsection
    return [
        Link(row.title, place, address_of(documentation, place))
        for row in rows
        if row.path == holder.path and row.id > holder.id and row.anchor and belongs(row, holder)
        for place in (place_of(row.path, row.anchor),)
    ]


def _is_member(row: Row[*tuple[Any, ...]], holder: Row[*tuple[Any, ...]]) -> bool:
    name: str = row.name
    prefix = f"{holder.name}."
    return name.startswith(prefix) and "." not in name.removeprefix(prefix)


def _is_subsection(row: Row[*tuple[Any, ...]], holder: Row[*tuple[Any, ...]]) -> bool:
    above = f"{holder.breadcrumb}\n{holder.title}" if holder.breadcrumb else holder.title
    return bool(row.kind == "section" and row.breadcrumb == above)
