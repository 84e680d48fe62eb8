"""What a module mainly holds: its other pages where it has some, else what most people look for on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.models import Section
from castalia.search.address import address_of, place_of
from castalia.search.definition import Link

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.definition import Definition

MAX_HIGHLIGHTS = 8

MAX_NAMES = 500
"""So many members of a module are compared."""


async def highlights(session: AsyncSession, documentation: DocumentationSet, module: Definition) -> tuple[Link, ...]:
    """Give the main contents of a module.

    Args:
        session: A session to read with.
        documentation: The documentation that defines it.
        module: The module.
    """
    if module.contents:
        return module.contents[:MAX_HIGHLIGHTS]
    names = [member.name for member in module.members[:MAX_NAMES]]
    places = {member.path.partition("#")[0] for member in module.members}
    columns = (Section.name, Section.path, Section.anchor, Section.popularity, Section.inlinks)
    statement = select(*columns).where(
        Section.set_id == documentation.id, Section.path.in_(places), Section.name.in_(names)
    )
    rows = sorted(
        await session.execute(statement.order_by(Section.id)), key=lambda row: (-row.popularity, -row.inlinks)
    )
    return tuple(
        Link(row.name, path, address_of(documentation, path))
        for row in rows[:MAX_HIGHLIGHTS]
        for path in (place_of(row.path, row.anchor),)
    )
