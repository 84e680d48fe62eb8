"""The answer at a glance is there where it is clear what is asked, and taken from the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.search.cards.card import card_of_name, find_card, is_likely
from castalia.search.search import search

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.cards.card import Card

pytestmark = pytest.mark.anyio


async def card(database: Database, text: str, version: str = "3.1") -> Card | None:
    """Give the card of a search."""
    async with database.read_session() as session:
        return await find_card(session, await search(session, text, version=version))


async def shown(database: Database, text: str, version: str = "3.1") -> Card:
    """Give the card that a search must have."""
    found = await card(database, text, version)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "kind", "title", "path"),
    [
        ("kettle.boil", "definition", "kettle.boil", "library/kettle.html#kettle.boil"),
        ("boil", "definition", "kettle.boil", "library/kettle.html#kettle.boil"),
        ("ketle.boil", "definition", "kettle.boil", "library/kettle.html#kettle.boil"),
        ("what is Boiler", "definition", "kettle.Boiler", "library/kettle.html#kettle.Boiler"),
        ("kettle", "module", "kettle", "library/kettle.html#module-kettle"),
        ("samovar", "term", "samovar", "glossary.html#term-samovar"),
        ("steep", "syntax", "The steep statement", "reference/expressions.html#steep"),
        (":=", "syntax", "The arrow", "reference/expressions.html#the-arrow"),
        ("--whistle", "definition", "--whistle", "using/command-line.html#cmdoption-teapot-w"),
    ],
)
async def test_what_is_named_is_shown(tea: Database, text: str, kind: str, title: str, path: str) -> None:
    found = await shown(tea, text)

    assert (found.kind, found.title, found.path.replace("the-steep-statement", "steep")) == (kind, title, path)
    assert found.url.endswith(found.path)
    assert found.summary


@pytest.mark.parametrize("text", ["kettle.boil", "samovar", "steep", ":="])
async def test_a_card_has_the_place_of_the_best_result_so_that_no_page_shows_it_twice(tea: Database, text: str) -> None:
    async with tea.read_session() as session:
        best = (await search(session, text, version="3.1")).results[0]

    found = await shown(tea, text)
    assert (found.path, found.url) == (best.path, best.url)


@pytest.mark.parametrize(
    "text",
    ["", "water", "how to avoid spilling", "boil -steep", '"kettle"', "xyzzy", "warming the pot", "\0", "water added"],
)
async def test_where_it_is_not_clear_nothing_is_shown(tea: Database, text: str) -> None:
    assert await card(tea, text) is None


async def test_a_module_shows_what_it_mainly_holds(tea: Database) -> None:
    found = await shown(tea, "kettle")

    assert "kettle.boil" in [link.text for link in found.highlights]
    assert found.definition is not None
    assert found.summary == "The kettle module boils water and keeps it at a temperature."


async def test_a_question_about_a_version_is_answered_with_its_notes(tea: Database) -> None:
    found = await shown(tea, "when was kettle.boil added")

    assert found.kind == "versions"
    assert found.answer is not None
    assert [(note.kind, note.version, note.path) for note in found.answer.notes] == [
        ("added", "3.0", "library/kettle.html#kettle.boil")
    ]


@pytest.mark.parametrize("text", ["teabag", "is teabag deprecated", "when was teabag removed", "what replaces teabag"])
async def test_a_page_that_says_of_a_module_that_it_is_gone_is_believed(tea: Database, text: str) -> None:
    found = await shown(tea, text, "3.2")

    assert found.kind == "removed"
    assert found.removal is not None
    assert (found.removal.name, found.removal.version, found.removal.deprecated) == ("teabag", "3.1", "3.0")
    assert found.removal.replacement == "Applications should use the leaves module instead."
    assert found.path == "library/teabag.html#module-teabag"


@pytest.mark.parametrize("text", ["kettle.stoke", "when was kettle.stoke removed", "is kettle.stoke deprecated"])
async def test_what_is_new_says_what_was_removed_and_what_replaces_it(tea: Database, text: str) -> None:
    found = await shown(tea, text)

    assert found.removal is not None
    assert (found.removal.version, found.removal.deprecated, found.removal.last) == ("3.1", "3.0", "3.0")
    assert found.removal.text.startswith("The kettle.stoke() function has been removed.")
    assert found.removal.replacement == "Use kettle.boil() instead."
    assert [link.path for link in found.removal.replacements] == ["library/kettle.html#kettle.boil"]
    assert found.path == "whatsnew/3.1.html#removed"


async def test_no_replacement_is_invented(tea: Database) -> None:
    found = await shown(tea, "matches removed")

    assert found.removal is not None
    assert (found.removal.version, found.removal.replacement, found.removal.replacements) == ("3.1", "", ())


async def test_what_still_exists_is_not_said_to_be_removed(tea: Database) -> None:
    assert (await shown(tea, "kettle.stoke", "3.0")).kind == "definition"
    assert await card(tea, "when was kettle.boil removed") is None


async def test_a_library_of_others_is_said_to_be_none_of_the_documentation(tea: Database) -> None:
    found = await shown(tea, "numpy")

    assert (found.kind, found.title, found.path) == ("absent", "numpy", "")


async def test_a_page_that_is_gone_has_its_card_by_name(tea: Database) -> None:
    async with tea.read_session() as session:
        found = await card_of_name(session, "kettle.stoke", version="3.1")
        assert found is not None
        assert found.kind == "removed"
        assert await card_of_name(session, "xyzzy", version="3.1") is None


@pytest.mark.parametrize(
    ("text", "name", "likely"),
    [
        ("boil", "kettle.boil", True),
        ("keepwarm", "kettle.keep_warm", True),
        ("x = kettle.boil(2)", "kettle.boil", True),
        ("--whistle", "--whistle", True),
        ("__init__", "object.__init__", True),
        ("__all__", "all", False),
        ("main", "__main__", False),
        ("operator + (plus)", "operator", False),
    ],
)
async def test_a_card_forgives_less_than_a_search(text: str, name: str, *, likely: bool) -> None:
    assert is_likely(text, name) is likely
