"""Postings are found in memory as they are in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from castalia.database import portions
from castalia.database.sets import find_set
from castalia.search.gone import SetGoneError
from castalia.search.ranking.hashed import Hashed
from castalia.search.ranking.inverted_index import InvertedIndex, places_of
from castalia.search.ranking.memory import AGAIN
from castalia.search.ranking.packed import Packed
from tests.statements import counted_statements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

TERMS = ["tea", "kettle", "no-such-term", "boil"]

OFTEN = AGAIN + 2
"""So many questions it takes until the postings are read as a whole."""


@pytest.mark.parametrize("portion", [7, portions.PORTION])
async def test_postings_in_memory_are_those_of_the_database(
    tea: Database, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "PORTION", portion)
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        session.expunge(documentation)
        # Another moment makes it another set, of which nothing is remembered.
        documentation.indexed_at = documentation.indexed_at.replace(year=2000 + portion % 100)
        told = await places_of(session, documentation, TERMS)
        for _ in range(OFTEN):
            await places_of(session, documentation, TERMS)
        with counted_statements(tea) as statements:
            found = await places_of(session, documentation, TERMS)

    assert found == told
    assert "tea" in found
    assert "no-such-term" not in found
    assert statements == []


def test_no_term_is_found_where_there_is_none() -> None:
    assert InvertedIndex(Hashed(np.empty(0, np.int64)), Packed()).places("tea") is None


async def test_a_set_that_is_dropped_while_it_is_read_is_refused(
    tea: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def half(*_arguments: object) -> AsyncIterator[list[tuple[str, bytes]]]:
        yield [("tea", b"")]

    monkeypatch.setattr("castalia.search.ranking.inverted_index.portions", half)
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        session.expunge(documentation)
        # Another moment makes it another set, of which nothing is remembered.
        documentation.indexed_at = documentation.indexed_at.replace(year=2001)
        for _ in range(OFTEN - 1):
            await places_of(session, documentation, TERMS)
        with pytest.raises(SetGoneError, match=r"3\.1"):
            await places_of(session, documentation, TERMS)
