"""What is asked of a set that was removed a moment ago is refused by name, and never half an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.sets import find_set
from castalia.search.definitions.symbols import Declaration, define
from castalia.search.gone import SetGoneError
from castalia.search.suggestions.suggestions import suggested_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database
    from castalia.database.models import DocumentationSet

pytestmark = pytest.mark.anyio

REMOVED = 10_000
"""The id of no set."""


async def removed_set(session: AsyncSession) -> DocumentationSet:
    """Give a set as it was known before its rows were dropped."""
    found = await find_set(session, version="3.1")
    session.expunge(found)
    found.id = REMOVED
    return found


async def test_suggestions_of_a_removed_set_are_refused(tea: Database) -> None:
    async with tea.read_session() as session:
        with pytest.raises(SetGoneError, match=r"3\.1"):
            await suggested_of(session, await removed_set(session))


async def test_a_definition_of_a_removed_set_is_refused(tea: Database) -> None:
    boil = Declaration("kettle.boil", "py:function", 0, 3, "kettle.boil")
    async with tea.read_session() as session:
        with pytest.raises(SetGoneError, match=r"3\.1"):
            await define(session, await removed_set(session), boil)
