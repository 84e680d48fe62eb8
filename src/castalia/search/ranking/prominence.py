"""Which of several things of one name most people mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.models import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.definitions.symbols import Declaration

CLEARLY = 0.7
"""The difference of logarithms that makes one thing the one that is meant: people look for it twice as often."""

MAX_MEANT = 40
"""What so many things are called is a word rather than a name."""


async def prominent(
    session: AsyncSession, documentation: DocumentationSet, found: Sequence[Declaration]
) -> list[Declaration]:
    """Give the thing that is clearly looked for most of those that bear a name; none where none is.

    Args:
        session: A session to read with.
        documentation: The documentation that declares them.
        found: What bears the name, whole names first.
    """
    parts = found[0].parts if found else 0
    meant = {each.section_id: each for each in reversed(found) if each.parts == parts}
    if not 1 < len(meant) <= MAX_MEANT:
        return list(meant.values())[:1]
    columns = (Section.id, Section.popularity, Section.inlinks)
    statement = select(*columns).where(Section.set_id == documentation.id, Section.id.in_(meant))
    ranked = sorted(await session.execute(statement), key=lambda row: (-row.popularity, -row.inlinks, row.id))
    first, second = ranked[:2]
    return [meant[first.id]] if first.popularity >= second.popularity + CLEARLY else []
