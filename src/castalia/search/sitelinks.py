"""`extras_of(session, results)`: what stands beside each result: signature, badges, links to what it holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from castalia.database.current import find_current_set
from castalia.database.models import Reference, Section
from castalia.search.address import address_of, place_of
from castalia.search.badges import badges_of
from castalia.search.definition import Badge, Link
from castalia.search.details import CHILD, read_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.results import Results

MAX_SITELINKS = 4

REACH = 60
"""So many sections after one are looked at for what it holds."""

HOLDERS = frozenset({"class", "exception", "module", "page", "section"})
"""Kinds that hold others; a function holds nothing."""

_COLUMNS = (
    Section.id,
    Section.path,
    Section.anchor,
    Section.title,
    Section.kind,
    Section.name,
    Section.signature,
    Section.breadcrumb,
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
    ids = [result.section_id for result in results.results if result.section_id >= 0]
    if not ids:
        return {}
    documentation = await find_current_set(session, project=results.project, version=results.version)
    rows = await _rows(session, documentation.id, ids)
    notes = await read_notes(session, documentation.id, ids)
    children = await _children(session, documentation, ids)
    extras: dict[str, Extras] = {}
    for result in results.results:
        row = rows.get(result.section_id)
        if row is None:
            continue
        held = children.get(row.id) or _held(documentation, row, rows.values())
        own = badges_of(
            notes.get(row.id, ()), name=result.name or row.title, text=row.text, release=documentation.release
        )
        extras[result.path] = Extras(_signature(row.signature, result.name), own, tuple(held[:MAX_SITELINKS]))
    return extras


def _signature(signature: str, name: str) -> str:
    """Give the signature of the name that was asked for, where several share a description."""
    lines = signature.split("\n")
    last = name.rpartition(".")[2]
    return next((line for line in lines if last and last in line.partition("(")[0]), lines[0])


async def _rows(session: AsyncSession, set_id: int, ids: Sequence[int]) -> Mapping[int, Row[*tuple[Any, ...]]]:
    """Read sections, and those after each of them."""
    near = or_(*(and_(Section.id >= number, Section.id <= number + REACH) for number in ids))
    statement = select(*_COLUMNS, Section.text).where(Section.set_id == set_id, near).order_by(Section.id)
    return {row.id: row for row in await session.execute(statement)}


async def _children(
    session: AsyncSession, documentation: DocumentationSet, ids: Sequence[int]
) -> Mapping[int, list[Link]]:
    """Read what the tables of contents of sections list."""
    joined = (Section.set_id == Reference.set_id) & (Section.id == Reference.target_id)
    statement = (
        select(Reference.section_id, Reference.text, Section.path, Section.anchor, Section.title)
        .join(Section, joined)
        .where(Reference.set_id == documentation.id, Reference.section_id.in_(ids), Reference.kind == CHILD)
        .order_by(Reference.section_id, Reference.position)
    )
    found: defaultdict[int, list[Link]] = defaultdict(list)
    for holder, text, path, anchor, title in await session.execute(statement):
        place = place_of(path, anchor)
        found[holder].append(Link(text or title, place, address_of(documentation, place)))
    return found


def _held(
    documentation: DocumentationSet, holder: Row[*tuple[Any, ...]], rows: Iterable[Row[*tuple[Any, ...]]]
) -> list[Link]:
    """Give the members of a class or the subsections of a section."""
    if holder.kind not in HOLDERS:
        return []
    inside = _is_member if holder.kind in {"class", "exception"} else _is_subsection
    return [
        Link(row.title, place, address_of(documentation, place))
        for row in rows
        if row.path == holder.path and row.id > holder.id and row.anchor and inside(row, holder)
        for place in (place_of(row.path, row.anchor),)
    ]


def _is_member(row: Row[*tuple[Any, ...]], holder: Row[*tuple[Any, ...]]) -> bool:
    name: str = row.name
    prefix = f"{holder.name}."
    return name.startswith(prefix) and "." not in name.removeprefix(prefix)


def _is_subsection(row: Row[*tuple[Any, ...]], holder: Row[*tuple[Any, ...]]) -> bool:
    above = f"{holder.breadcrumb}\n{holder.title}" if holder.breadcrumb else holder.title
    return bool(row.kind == "section" and row.breadcrumb == above)
