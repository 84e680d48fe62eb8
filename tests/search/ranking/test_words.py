"""Terms of a query are weighed in its order, whatever is remembered of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.sets import find_set
from castalia.search.ranking.columns import columns_of
from castalia.search.ranking.words import weigh_terms

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


async def test_what_is_remembered_changes_no_order(tea: Database) -> None:
    terms = ["water", "kettl", "leav", "pot"]
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        columns = await columns_of(session, documentation)
        await weigh_terms(session, documentation, columns, terms[2:])
        weighed = await weigh_terms(session, documentation, columns, terms)

    assert list(weighed) == terms
