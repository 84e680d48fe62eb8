"""The keys of a query in, out which sections of a collection bear it as a name, or a name that stands in it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from castalia.database.many import one_of
from castalia.search.ranking.names import NAME
from castalia.search.ranking.ranking import ABOUT_NAMES, NameHit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.ranking.together.collection import Collection
    from castalia.search.ranking.together.question import Question

MOST = 800
"""So many names are looked at."""

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


async def find_borne(
    session: AsyncSession, collection: Collection, questions: Sequence[Question]
) -> Mapping[int, list[NameHit]]:
    """Give the names by which sections are asked for.

    Args:
        session: A session to read with.
        collection: The collection.
        questions: The query in each language, with the sets that it is asked of.
    """
    hits: defaultdict[int, list[NameHit]] = defaultdict(list)
    for question in questions:
        begins = {collection.sets[number].id: int(collection.begins[number]) for number in question.sets}
        query = question.query
        letters = max(map(len, query.keys), default=1)
        # Names among other words are as many as there are sets, and most queries are not about them.
        phrases = query.phrases if query.understood.intent in ABOUT_NAMES else ()
        values = {"sets": list(begins), "keys": [*query.keys, *phrases], "whole": query.keys}
        for set_id, key, parts, name, role, section_id, anchor in await session.execute(BORNE, values):
            share = min(1.0, len(key) / letters)
            hit = NameHit(name, role, anchor, parts, whole=key in query.keys, share=share)
            hits[begins[set_id] + section_id].append(hit)
    return hits
