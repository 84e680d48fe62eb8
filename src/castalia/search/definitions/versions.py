"""In which indexed versions something exists: names in, the versions that have them out, the newest first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from castalia.database.models import Name, Term
from castalia.search.ranking.memory import Memory, key_of
from castalia.search.spelling.vocabulary import defines
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query

HEADING = "heading"

REMEMBERED = 10_000
"""Names; each takes less than half a kilobyte, and most results bear one of the few that many ask for."""

NAME = Name.__table__.c
TERM = Term.__table__.c
_OF_SETS = NAME.set_id.in_(bindparam("sets", expanding=True)) & NAME.key.in_(bindparam("keys", expanding=True))

DEFINED = select(NAME.set_id, NAME.name, NAME.role).where(_OF_SETS, NAME.parts == 0)
NAMED = select(NAME.set_id, NAME.role).where(_OF_SETS)
SPOKEN = select(TERM.set_id).where(
    TERM.set_id.in_(bindparam("sets", expanding=True)), TERM.term.in_(bindparam("terms", expanding=True))
)

_memory: Memory[tuple[str, ...]] = Memory(REMEMBERED)


async def versions_of(
    session: AsyncSession, editions: Sequence[DocumentationSet], names: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Give for each full name the versions that define it, in the order of the editions.

    Args:
        session: A session to read with.
        editions: The indexed versions of one project.
        names: Full names of definitions.
    """
    sets = tuple(map(key_of, editions))
    found = {name: known for name in names if (known := _memory.get(session, (sets, name))) is not None}
    missing = [name for name in names if name not in found]
    if missing:
        new = await _versions_of(session, editions, missing)
        for name, versions in new.items():
            _memory.put(session, (sets, name), versions)
        found |= new
    return found


async def _versions_of(
    session: AsyncSession, editions: Sequence[DocumentationSet], names: Collection[str]
) -> dict[str, tuple[str, ...]]:
    known: defaultdict[str, set[int]] = defaultdict(set)
    values = {"sets": [edition.id for edition in editions], "keys": sorted({name_key(name) for name in names})}
    for set_id, name, role in await session.execute(DEFINED, values):
        if defines(role):
            known[name].add(set_id)
    return {name: tuple(edition.version for edition in editions if edition.id in known[name]) for name in names}


async def versions_with(
    session: AsyncSession, others: Sequence[DocumentationSet], query: Query, *, by_words: bool
) -> tuple[str, ...]:
    """Give the other versions that have what a query names, for where the chosen one has not.

    Args:
        session: A session to read with.
        others: The indexed versions of the project but the chosen one.
        query: The query.
        by_words: Whether a version that only holds a word of the query counts too.
    """
    ids = [edition.id for edition in others]
    if not ids or query.is_restricted:
        return ()
    borne = await session.execute(NAMED, {"sets": ids, "keys": query.keys}) if query.keys else ()
    found = {set_id for set_id, role in borne if defines(role) or role == HEADING}
    if not found and by_words and query.terms:
        found |= set(await session.scalars(SPOKEN, {"sets": ids, "terms": list(query.terms)}))
    return tuple(edition.version for edition in others if edition.id in found)
