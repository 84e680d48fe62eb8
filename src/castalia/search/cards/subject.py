"""What a question about versions is about: the thing of that name, else what the index or a heading calls so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.models import Name, Section
from castalia.search.definitions.symbols import choose, declarations
from castalia.search.ranking.prominence import prominent
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

MAX_HOMONYMS = 6
"""Where no thing is clearly meant, so many of one name are asked; the answer counts where they agree."""

HEADINGS = ("index:main", "heading", "index")
"""Names of sections, the surest first."""


SECTION = "section"


@dataclass(frozen=True, slots=True)
class Subject:
    """A section that a question may be about.

    Args:
        name: The full name of what it defines, its title otherwise.
        kind: ``function``, ``module`` ...; ``section`` for what was asked for by a heading or an index entry.
        section_id: Its id.
        page: The path of its page.
        anchor: Its place there.
        text: Its text.
    """

    name: str
    kind: str
    section_id: int
    page: str
    anchor: str
    text: str


async def subjects(session: AsyncSession, documentation: DocumentationSet, name: str) -> list[Subject]:
    """Give what a question may be about; more than one where no thing of that name is clearly meant."""
    found = await declarations(session, documentation, name)
    chosen = choose(name, found)
    best = [chosen] if chosen is not None else await prominent(session, documentation, found)
    if not best:
        best = [each for each in found if each.parts == found[0].parts]
    names = {each.section_id: each.name for each in best} or await _headings(session, documentation, name)
    return await _read(session, documentation.id, names) if len(names) <= MAX_HOMONYMS else []


async def _headings(session: AsyncSession, documentation: DocumentationSet, name: str) -> Mapping[int, str]:
    """Give the one section that the index or a heading calls so."""
    statement = select(Name.section_id, Name.role, Name.id).where(
        Name.set_id == documentation.id, Name.key == name_key(name), Name.parts == 0, Name.role.in_(HEADINGS)
    )
    rows = sorted(await session.execute(statement), key=lambda row: (HEADINGS.index(row.role), row.id))
    return {row.section_id: "" for row in rows[:1]}


async def _read(session: AsyncSession, set_id: int, names: Mapping[int, str]) -> list[Subject]:
    columns = (Section.title, Section.kind, Section.id, Section.path, Section.anchor, Section.text)
    statement = select(*columns).where(Section.set_id == set_id, Section.id.in_(names)).order_by(Section.id)
    return [
        Subject(names[row.id], row.kind, *row[2:]) if names[row.id] else Subject(row.title, SECTION, *row[2:])
        for row in await session.execute(statement)
    ]
