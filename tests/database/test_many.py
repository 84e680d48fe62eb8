"""A list as one parameter: the same rows, by the same keys, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from castalia.database.many import at_place, numbers, one_of, place
from castalia.database.models import Term
from castalia.database.schema import create_schema

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

TERM = Term.__table__.c
PLACES = numbers("places")

BY_KEY = select(TERM.set_id, TERM.term).where(one_of(TERM.set_id, "sets"), one_of(TERM.term, "terms"))
BY_PLACE = (
    select(TERM.set_id, TERM.term)
    .select_from(PLACES)
    .join(Term.__table__, at_place(TERM.set_id, TERM.id, PLACES))
    .order_by(TERM.set_id)
)


async def test_one_of_several_is_what_a_list_holds(indexed: Database) -> None:
    async with indexed.read_session() as session:
        (set_id,) = await session.scalars(select(TERM.set_id).distinct())
        values = {"sets": [set_id, set_id + 1], "terms": ["kettle", "it's", "no-such-term"]}
        found = (await session.execute(BY_KEY, values)).all()
        nothing = (await session.execute(BY_KEY, {"sets": [], "terms": ["kettle"]})).all()

    assert [tuple(row) for row in found] == [(set_id, "kettle")]
    assert nothing == []


async def test_a_place_is_one_row_of_one_set(indexed: Database) -> None:
    async with indexed.read_session() as session:
        set_id, number = (await session.execute(select(TERM.set_id, TERM.id).where(TERM.term == "kettle"))).one()
        places = [place(set_id, number), place(set_id + 1, number)]
        found = (await session.execute(BY_PLACE, {"places": places})).all()

    assert [tuple(row) for row in found] == [(set_id, "kettle")]


async def test_a_set_with_a_large_number_has_its_places(database: Database) -> None:
    last = 2**31 - 1
    await create_schema(database)
    async with database.read_session() as session:
        statement = select(PLACES.c.value)
        (found,) = await session.scalars(statement, {"places": [place(last, last)]})

    assert found == last << 32 | last
