"""Suggestions come from the names, headings and index terms of one documentation, alike on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import QueryError, UnknownVersionError
from castalia.search.suggestions.suggestions import suggest

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.suggestions.suggestions import Suggestion

pytestmark = pytest.mark.anyio


async def suggestions(database: Database, typed: str, **options: object) -> tuple[Suggestion, ...]:
    """Give what is suggested."""
    async with database.read_session() as session:
        return await suggest(session, typed, **{"version": "3.1"} | options)  # type: ignore[arg-type]  # A version or a limit.


async def test_a_suggestion_says_what_it_is_and_where_it_leads(tea: Database) -> None:
    first = (await suggestions(tea, "keep_h"))[0]

    assert (first.text, first.kind, first.path) == (
        "kettle.keep_hot",
        "function",
        "library/kettle.html#kettle.keep_hot",
    )
    assert first.title == "kettle — Boiling water"
    assert first.url == "https://docs.python.org/3.1/library/kettle.html#kettle.keep_hot"


@pytest.mark.parametrize(
    ("typed", "text", "kind"),
    [
        ("samo", "samovar", "term"),
        ("warming", "Warming the pot", "section"),
        ("water b", "water boiling", "index"),
        (":", ":=", "index"),
        ("--whi", "--whistle", "option"),
        ("TEAPOTH", "TEAPOTHOME", "envvar"),
        ("leav", "leaves", "module"),
        ("switch_of", "kettle.Boiler.switch_off", "method"),
        ("ketlle", "kettle", "module"),
    ],
)
async def test_each_kind_of_name_is_suggested(tea: Database, typed: str, text: str, kind: str) -> None:
    assert next((each.text, each.kind) for each in await suggestions(tea, typed)) == (text, kind)


async def test_no_text_is_suggested_twice(tea: Database) -> None:
    texts = [each.text.casefold() for each in await suggestions(tea, "t", limit=20)]

    assert len(texts) == len(set(texts)) == 20


async def test_each_version_suggests_its_own(tea: Database) -> None:
    assert await suggestions(tea, "kettle.whis", version="3.1") == ()
    assert [each.text for each in await suggestions(tea, "kettle.whis", version="3.2")] == ["kettle.whistle"]


@pytest.mark.parametrize("typed", ["", " ", "\0", "'; --", "%", "x" * 500, "💥"])
async def test_any_text_may_be_typed(tea: Database, typed: str) -> None:
    assert await suggestions(tea, typed) == ()


async def test_too_much_is_refused(tea: Database) -> None:
    with pytest.raises(QueryError, match="501 characters"):
        await suggestions(tea, "x" * 501)
    with pytest.raises(QueryError, match="limit is 21"):
        await suggestions(tea, "x", limit=21)
    with pytest.raises(UnknownVersionError):
        await suggestions(tea, "x", version="9.9")
