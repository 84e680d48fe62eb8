"""Names are found in memory as they are in the database, by whole keys, by parts, and among other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.sets import find_set
from castalia.query.parse import parse
from castalia.search.ranking.memory import AGAIN
from castalia.search.ranking.names import BORNE, Borne, names_borne
from tests.statements import counted_statements

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "text", ["kettle.boil", "boil", "how to boil water in a kettle", "Kettle", "no such thing", ":="]
)
async def test_names_in_memory_are_those_of_the_database(tea: Database, text: str) -> None:
    query = parse(text, "en")
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        values = {"set_id": documentation.id, "keys": [*query.keys, *query.phrases], "whole": query.keys}
        told = [Borne(*row) for row in await session.execute(BORNE, values)]
        found = [list(await names_borne(session, documentation, query.keys, query.phrases)) for _ in range(AGAIN + 2)]

    assert found == [told] * len(found)


async def test_names_of_a_set_that_is_searched_again_and_again_cost_no_statement(tea: Database) -> None:
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        for _ in range(AGAIN + 1):
            await names_borne(session, documentation, ["boil"])
        with counted_statements(tea) as statements:
            found = await names_borne(session, documentation, ["kettleboil"])

    assert [each.name for each in found][:1] == ["kettle.boil"]
    assert statements == []
