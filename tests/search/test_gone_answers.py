"""What is asked of a set that was removed a moment ago is refused by name, and never half an answer."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from castalia.database.sessions import ReadSession
from castalia.database.sets import find_set, remove_set
from castalia.errors import CastaliaError
from castalia.indexing.index import index_source
from castalia.search.definitions.symbols import Declaration, define
from castalia.search.gone import SetGoneError
from castalia.search.search import search
from castalia.search.suggestions.suggestions import suggest, suggested_of
from tests.search.editions import LEAFLET

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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


STATEMENTS = 20
"""More than any of these asks the database."""


@pytest.mark.parametrize(
    "ask",
    [
        lambda session: search(session, "clay", project="pottery"),
        lambda session: search(session, '"clay" kind:section', project="pottery"),
        lambda session: search(session, "clay", project="all", limit=100),
        lambda session: suggest(session, "cl", project="pottery"),
    ],
    ids=("search", "restricted", "everything", "suggestions"),
)
async def test_a_set_that_is_removed_between_two_statements_is_no_accident(
    indexed: Database, ask: Callable[[AsyncSession], Awaitable[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = ReadSession.execute
    left = 0

    async def remove_before(self: ReadSession, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - Passed on.
        nonlocal left
        left -= 1
        if left == 0:
            await remove_set(indexed, project="pottery", version="7")
        return await execute(self, *arguments, **options)

    monkeypatch.setattr(ReadSession, "execute", remove_before)
    for moment in range(1, STATEMENTS):
        await index_source(indexed, LEAFLET)
        async with indexed.read_session() as session:
            left = moment
            with suppress(CastaliaError):
                await ask(session)
            was_removed, left = left <= 0, 0
        if not was_removed:
            break

    assert 1 < moment < STATEMENTS - 1
