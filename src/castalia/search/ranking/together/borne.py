"""The keys of a query in, out which sections of a collection bear it as a name, or a name that stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from castalia.database.many import one_of
from castalia.search.ranking.hits import Sought
from castalia.search.ranking.memory import Memory
from castalia.search.ranking.names import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.ranking.ranking import NameHit
    from castalia.search.ranking.together.collection import Collection
    from castalia.search.ranking.together.question import Question

    Hits = Mapping[int, Sequence[NameHit]]
    """By the number of each section, the names by which it is asked for."""

MOST = 800
"""So many names are looked at."""

REMEMBERED = 8 * 1024 * 1024
"""Bytes of names for each database: whoever asks for the next page or for a lane asks for the same ones again."""

OVERHEAD = 500
"""Bytes that what a query asks for takes beside its names."""

EACH = 400
"""Bytes that a name takes."""

BORNE = (
    select(NAME.set_id, NAME.key, NAME.parts, NAME.name, NAME.role, NAME.section_id, NAME.anchor)
    .where(
        one_of(NAME.set_id, "sets"),
        one_of(NAME.key, "keys"),
        # A part of a name counts only where it is the whole query.
        or_(NAME.parts == 0, one_of(NAME.key, "whole")),
    )
    # Ids follow reading order in each set, so that the limit takes of all sets alike.
    .order_by(NAME.parts, NAME.id)
    .limit(MOST)
)

_memory: Memory[Hits] = Memory(REMEMBERED, lambda hits: OVERHEAD + EACH * sum(map(len, hits.values())))


async def find_borne(session: AsyncSession, collection: Collection, questions: Sequence[Question]) -> Hits:
    """Give the names by which sections are asked for, by the sections' numbers in the collection.

    Args:
        session: A session to read with.
        collection: The collection.
        questions: The query in each language, with the sets that it is asked of.
    """
    found: dict[int, Sequence[NameHit]] = {}
    for question in questions:
        sought = Sought(question.query)
        key = collection.number, question.language, sought.whole, sought.phrases
        known = _memory.get(session, key)
        if known is None:
            known = await _read(session, collection, question, sought)
            _memory.put(session, key, known)
        found |= known
    return found


async def _read(session: AsyncSession, collection: Collection, question: Question, sought: Sought) -> Hits:
    """Read what bears the keys of a query, or some of its phrases, as a name."""
    hits: dict[int, list[NameHit]] = {}
    if not (sought.whole or sought.phrases):
        return hits
    begins = {collection.sets[number].id: int(collection.begins[number]) for number in question.sets}
    values = {"sets": list(begins), "keys": [*sought.whole, *sought.phrases], "whole": sought.whole}
    for set_id, key, parts, name, role, section_id, anchor in await session.execute(BORNE, values):
        hit = sought.hit(key, parts, name, role, anchor=anchor)
        if hit is not None:
            hits.setdefault(begins[set_id] + section_id, []).append(hit)
    return hits
