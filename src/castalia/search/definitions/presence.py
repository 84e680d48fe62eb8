"""In which indexed versions a name is documented, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.current import current_sets
from castalia.database.models import Name, Section
from castalia.database.sets import version_order
from castalia.search.address import address_of, place_of
from castalia.search.definitions.definition import Presence
from castalia.search.spelling.vocabulary import defines
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def presences(session: AsyncSession, project: str, name: str) -> tuple[Presence, ...]:
    """Give the indexed versions that define a whole name, newest first.

    Args:
        session: A session to read with.
        project: The project's key.
        name: The whole name as it is declared, or as somebody types it where no version declares it so.
    """
    editions = {edition.id: edition for edition in await current_sets(session) if edition.project == project}
    statement = (
        select(Name.set_id, Section.path, Name.anchor, Section.anchor, Name.role, Name.name)
        .join(Section, (Section.set_id == Name.set_id) & (Section.id == Name.section_id))
        # Said of both tables, since PostgreSQL would otherwise look into the partitions of every set.
        .where(Name.set_id.in_(editions), Section.set_id.in_(editions))
        .where(Name.key == name_key(name), Name.parts == 0)
        .order_by(Name.set_id, Name.id)
    )
    rows = [row for row in await session.execute(statement) if defines(row.role)]
    as_written = [row for row in rows if row.name == name]
    found: dict[tuple[bool, bool, object, str], Presence] = {}
    for set_id, page, anchor, other, *_ in as_written or rows:
        documentation = editions[set_id]
        path = place_of(page, anchor or other)
        presence = Presence(documentation.version, documentation.release, path, address_of(documentation, path))
        found.setdefault(version_order(documentation.release), presence)
    return tuple(found[order] for order in sorted(found, reverse=True))
