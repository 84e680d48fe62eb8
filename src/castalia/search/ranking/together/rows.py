"""Numbers of sections of a collection in, what is shown of them out, by one statement about all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.many import at_place, numbers, one_of, place
from castalia.database.models import Section
from castalia.search.gone import SetGoneError
from castalia.search.ranking.memory import Memory
from castalia.search.ranking.section_row import COLUMNS, SECTION, TEXTS, row_of, size_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.ranking.section_row import SectionRow
    from castalia.search.ranking.together.collection import Collection, Ids

REMEMBERED = 16 * 1024 * 1024
"""Bytes of sections for each database: ten thousand of those that are shown most."""

PLACES = numbers("places")
ROWS = (
    select(SECTION.set_id, *COLUMNS, *TEXTS)
    .select_from(PLACES)
    .join(Section.__table__, at_place(SECTION.set_id, SECTION.id, PLACES))
    # The places say it too, but only this is known when PostgreSQL plans.
    .where(one_of(SECTION.set_id, "sets"))
)

_memory: Memory[SectionRow] = Memory(REMEMBERED, size_of)


async def rows_of(session: AsyncSession, collection: Collection, ids: Ids) -> dict[int, SectionRow]:
    """Give some sections by their numbers in the collection.

    Args:
        session: A session to read with.
        collection: The collection.
        ids: The sections, in their order.

    Raises:
        SetGoneError: There is none of a set's sections any more.
    """
    of = collection.number
    found = {
        number: row for (_, number), row in _memory.several(session, [(of, each) for each in ids.tolist()]).items()
    }
    if len(found) == len(ids):
        return found
    begin_of, places = {}, []
    for edition, slots, own in collection.by_set(ids):
        set_id = collection.sets[edition].id
        begin_of[set_id] = int(collection.begins[edition])
        whole = ids[slots].tolist()
        places += [place(set_id, number) for number, each in zip(own.tolist(), whole, strict=True) if each not in found]
    for row in await session.execute(ROWS, {"places": places, "sets": list(begin_of)}):
        found[begin_of[row[0]] + row[1]] = row_of(row[1:])
    for edition, slots, _ in collection.by_set(ids):
        if not any(each in found for each in ids[slots].tolist()):
            raise SetGoneError(collection.sets[edition])
    return found


def remember(session: AsyncSession, collection: Collection, rows: Mapping[int, SectionRow]) -> None:
    """Remember what is shown of sections.

    Args:
        session: A session of the database that they lie in.
        collection: The collection.
        rows: The sections by their numbers in the collection.
    """
    _memory.keep(session, {(collection.number, number): row for number, row in rows.items()})
