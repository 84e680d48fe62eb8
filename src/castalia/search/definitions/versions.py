"""In which indexed versions something exists: names in, the versions that have them out, the newest first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.models import Name, Term
from castalia.search.spelling.vocabulary import defines
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query

HEADING = "heading"


async def versions_of(
    session: AsyncSession, editions: Sequence[DocumentationSet], names: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Give for each full name the versions that define it, in the order of the editions.

    Args:
        session: A session to read with.
        editions: The indexed versions of one project.
        names: Full names of definitions.
    """
    if not names:
        return {}
    known: defaultdict[str, set[int]] = defaultdict(set)
    statement = select(Name.set_id, Name.name, Name.role).where(
        Name.set_id.in_([edition.id for edition in editions]),
        Name.key.in_(sorted({name_key(name) for name in names})),
        Name.parts == 0,
    )
    for set_id, name, role in await session.execute(statement):
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
    named = select(Name.set_id, Name.role).where(Name.set_id.in_(ids), Name.key.in_(query.keys))
    found = {set_id for set_id, role in await session.execute(named) if defines(role) or role == HEADING}
    if not found and by_words and query.terms:
        found |= set(await session.scalars(select(Term.set_id).where(Term.set_id.in_(ids), Term.term.in_(query.terms))))
    return tuple(edition.version for edition in others if edition.id in found)
