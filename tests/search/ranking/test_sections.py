"""Sections that were shown before are shown again from memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.sets import find_set
from castalia.search.gone import SetGoneError
from castalia.search.ranking.memory import AGAIN
from castalia.search.ranking.sections import section_rows, texts_of
from castalia.search.search import search
from tests.statements import counted_statements

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

REMOVED = 10_000
"""The id of no set."""


async def test_a_search_in_other_words_for_what_is_known_asks_the_database_nothing(tea: Database) -> None:
    async with tea.read_session() as session:
        for text in ("kettle", "boil", "tea", *["kettle boil tea"] * 2 * AGAIN):
            first = await search(session, text, version="3.1")
        with counted_statements(tea) as statements:
            found = await search(session, "tea boil kettle", version="3.1")

    assert {result.path for result in found.results} == {result.path for result in first.results}
    assert all(result.snippet for result in found.results)
    assert statements == []


async def test_sections_come_in_their_order_with_what_is_shown_of_them(tea: Database) -> None:
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        await section_rows(session, documentation, [4])
        rows = await section_rows(session, documentation, [2, 4, 7])
        texts = await texts_of(session, documentation, [2, 4, 7])

    assert [row.id for row in rows] == [2, 4, 7]
    assert {row.id: row.text for row in rows} == texts


async def test_what_is_likely_to_be_asked_for_next_is_read_along(tea: Database) -> None:
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        rows = await section_rows(session, documentation, [8], along=[9, 10])
        with counted_statements(tea) as statements:
            more = await section_rows(session, documentation, [8, 9, 10])

    assert [row.id for row in rows] == [8]
    assert [row.id for row in more] == [8, 9, 10]
    assert statements == []


async def test_sections_of_a_removed_set_are_refused(tea: Database) -> None:
    async with tea.read_session() as session:
        removed = await find_set(session, version="3.1")
        session.expunge(removed)
        removed.id = REMOVED
        with pytest.raises(SetGoneError, match=r"3\.1"):
            await section_rows(session, removed, [2, 4])
