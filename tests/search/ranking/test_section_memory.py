"""Sections are found in memory as they are in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from castalia.database.sets import find_set
from castalia.search.gone import SetGoneError
from castalia.search.ranking.memory import AGAIN
from castalia.search.ranking.section_memory import SEPARATOR, Sections, all_sections
from castalia.search.ranking.section_row import COLUMNS, SECTION, TEXTS, SectionRow, row_of
from castalia.search.ranking.sections import section_rows
from tests.statements import counted_statements

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

OFTEN = AGAIN + 3
"""So many questions it takes until the sections are read as a whole."""


async def test_sections_in_memory_are_those_of_the_database(tea: Database) -> None:
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.0")
        session.expunge(documentation)
        # Another moment makes it another set, of which nothing is remembered.
        documentation.indexed_at = documentation.indexed_at.replace(year=2002)
        statement = select(*COLUMNS, *TEXTS).where(SECTION.set_id == documentation.id).order_by(SECTION.id)
        told = [row_of(values) for values in await session.execute(statement)]
        for _ in range(OFTEN):
            await section_rows(session, documentation, [0])
        with counted_statements(tea) as statements:
            found = await section_rows(session, documentation, range(documentation.sections))

    assert found == told
    assert statements == []


def test_what_stands_between_values_cannot_come_from_a_page() -> None:
    sections = Sections()
    sections.add([SectionRow(0, "a.html", "a", f"T{SEPARATOR}ea", "section", "", "", "library", "Text.")])

    assert sections[0] == SectionRow(0, "a.html", "a", "T ea", "section", "", "", "library", "Text.")


async def test_a_set_that_is_dropped_while_it_is_read_is_refused(tea: Database) -> None:
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        session.expunge(documentation)
        documentation.indexed_at = documentation.indexed_at.replace(year=2001)
        documentation.sections += 1
        for _ in range(OFTEN - 1):
            await all_sections(session, documentation)
        with pytest.raises(SetGoneError, match=r"3\.1"):
            await all_sections(session, documentation)
