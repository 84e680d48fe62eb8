"""Beside a result stand its signature, its badges and links to what it holds, none of them dead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.pages import read_page
from castalia.database.sets import find_set
from castalia.search.definitions.definition import Badge
from castalia.search.definitions.sitelinks import MAX_SITELINKS, Extras, extras_of
from castalia.search.search import search

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


async def extras(database: Database, text: str, version: str = "3.1") -> Extras:
    """Give the extras of the first result."""
    async with database.read_session() as session:
        results = await search(session, text, version=version)
        return (await extras_of(session, results))[results.results[0].path]


async def test_a_class_leads_to_its_methods(tea: Database) -> None:
    found = await extras(tea, "kettle.Boiler")

    assert found.signature == "class kettle.Boiler(capacity)"
    assert [link.path.partition("#")[2] for link in found.sitelinks] == [
        "kettle.Boiler.switch_on",
        "kettle.Boiler.switch_off",
        "kettle.Boiler.temperature",
    ]


async def test_a_page_leads_to_its_subsections(tea: Database) -> None:
    assert [link.text for link in (await extras(tea, "Expressions")).sitelinks] == ["The steep statement", "The arrow"]


async def test_a_table_of_contents_leads_to_its_pages(tea: Database) -> None:
    links = (await extras(tea, "Teapot handbook")).sitelinks

    assert len(links) == MAX_SITELINKS
    assert links[0].path.startswith("tutorial/first-cup.html")


async def test_a_function_holds_nothing_and_has_its_signature_and_badges(tea: Database) -> None:
    found = await extras(tea, "kettle.boil")

    assert found.sitelinks == ()
    assert found.signature == "kettle.boil(litres, *, celsius=100)"
    assert found.badges == (Badge("added", "3.0"),)


async def test_the_signature_is_that_of_the_name_asked_for(tea: Database) -> None:
    assert (await extras(tea, "keep_hot")).signature == "kettle.keep_hot(minutes)"


async def test_what_is_gone_says_so(tea: Database) -> None:
    assert (await extras(tea, "teabag", "3.2")).badges == (Badge("deprecated", "3.0"), Badge("removed", "3.1"))


async def test_no_link_is_dead(tea: Database) -> None:
    async with tea.read_session() as session:
        documentation = await find_set(session, version="3.1")
        results = await search(session, "kettle tea water leaves pour", version="3.1", limit=50)
        links = [link for each in (await extras_of(session, results)).values() for link in each.sitelinks]
        for link in links:
            page, _, anchor = link.path.partition("#")
            stored = await read_page(session, documentation.id, page)
            assert stored is not None
            assert not anchor or f'id="{anchor}"' in stored.body

    assert links


async def test_nothing_found_has_no_extras(tea: Database) -> None:
    async with tea.read_session() as session:
        assert await extras_of(session, await search(session, "xyzzy", version="3.1")) == {}
