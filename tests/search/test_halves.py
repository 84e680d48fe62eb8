"""Half of a character is refused wherever a text comes in, by a sentence that can be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import QueryError
from castalia.query.halves import refuse_halves
from castalia.search.definitions.symbols import look_up
from castalia.search.search import search
from castalia.search.section_text import read_section
from castalia.search.suggestions.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("text", ["", "kettle", "\U0001fad6", "\x00", "\uffff"])
def test_whole_characters_pass(text: str) -> None:
    refuse_halves(text)


@pytest.mark.parametrize("ask", [search, suggest, look_up, read_section])
@pytest.mark.parametrize("text", ["\ud83e", "kettle \udcff", "in:\ud800 kettle"])
async def test_a_half_is_refused_by_all_who_search(
    tea: Database, ask: Callable[[AsyncSession, str], Awaitable[object]], text: str
) -> None:
    async with tea.read_session() as session:
        with pytest.raises(QueryError, match="only half of one") as caught:
            await ask(session, text)

    assert str(caught.value).isascii()
