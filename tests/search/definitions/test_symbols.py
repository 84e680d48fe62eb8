"""A name gives all that the documentation says of the thing, or the names that may be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import UnknownVersionError
from castalia.search.definitions.symbols import look_up, near_names

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.definitions.definition import Definition

pytestmark = pytest.mark.anyio


async def defined(database: Database, name: str, version: str = "3.1") -> Definition:
    """Give the definition of a name that must have one."""
    async with database.read_session() as session:
        found = await look_up(session, name, version=version)
    assert found is not None
    return found


async def test_a_definition_tells_what_is_written_about_it(tea: Database) -> None:
    boil = await defined(tea, "kettle.boil")

    assert (boil.name, boil.kind, boil.path) == ("kettle.boil", "function", "library/kettle.html#kettle.boil")
    assert boil.url == "https://docs.python.org/3.1/library/kettle.html#kettle.boil"
    assert boil.breadcrumb == ("kettle — Boiling water",)
    assert boil.summary == (
        "Heat litres of water until it reaches celsius degrees and return a Boiler. "
        "Raises DryError when the kettle is empty."
    )
    (form,) = boil.forms
    assert form.text == "kettle.boil(litres, *, celsius=100)"
    assert [(each.name, each.kind, each.default) for each in form.parameters or ()] == [
        ("litres", "positional or keyword", None),
        ("celsius", "keyword-only", "100"),
    ]
    assert [(each.kind, each.version, each.text) for each in boil.notes] == [
        ("added", "3.0", ""),
        ("changed", "3.1", "The celsius argument was added."),
    ]
    assert {each.path for each in boil.notes} == {boil.path}
    assert [(each.kind, each.version) for each in boil.badges] == [("added", "3.0")]


async def test_a_class_lists_its_methods_and_attributes(tea: Database) -> None:
    boiler = await defined(tea, "Boiler")

    assert [(each.name, each.kind, each.path) for each in boiler.members] == [
        ("kettle.Boiler.switch_on", "method", "library/kettle.html#kettle.Boiler.switch_on"),
        ("kettle.Boiler.switch_off", "method", "library/kettle.html#kettle.Boiler.switch_off"),
        ("kettle.Boiler.temperature", "attribute", "library/kettle.html#kettle.Boiler.temperature"),
    ]


async def test_a_module_lists_what_is_directly_in_it(tea: Database) -> None:
    kettle = await defined(tea, "kettle")

    names = [each.name for each in kettle.members]
    assert names == ["kettle.boil", "kettle.keep_warm", "kettle.Boiler", "kettle.DryError", "kettle.MAX_LITRES"]


async def test_each_of_two_signatures_has_its_own_place(tea: Database) -> None:
    keep_hot = await defined(tea, "keep_hot")

    assert (keep_hot.name, keep_hot.path) == ("kettle.keep_hot", "library/kettle.html#kettle.keep_hot")
    assert [form.path.partition("#")[2] for form in keep_hot.forms] == ["kettle.keep_warm", "kettle.keep_hot"]


@pytest.mark.parametrize("name", ["kettle.boil()", "Kettle.Boil", "boil(litres=2)", " kettle.boil "])
async def test_a_name_is_found_however_it_is_typed(tea: Database, name: str) -> None:
    assert (await defined(tea, name)).name == "kettle.boil"


async def test_a_definition_names_every_version_that_has_it_newest_first(tea: Database) -> None:
    boil = await defined(tea, "kettle.boil")

    assert [(each.version, each.path) for each in boil.versions] == [
        ("3.2", "stove/kettle.html#kettle.boil"),
        ("3.1", "library/kettle.html#kettle.boil"),
        ("3.0", "library/kettle.html#kettle.boil"),
    ]
    assert boil.versions[0].url == "https://docs.python.org/3.2/stove/kettle.html#kettle.boil"


async def test_what_only_another_version_has_is_not_defined_in_this_one(tea: Database) -> None:
    async with tea.read_session() as session:
        assert await look_up(session, "kettle.whistle", version="3.1") is None
    assert (await defined(tea, "kettle.whistle", "3.2")).notes[0].version == "3.2"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ketle.boil", ("kettle.boil",)),
        ("kettle.biol", ("kettle.boil",)),
        ("Boiler.swich_on", ("kettle.Boiler.switch_on",)),
        ("xyzzy.plugh", ()),
        ("", ()),
        ("...", ()),
        ("\0", ()),
    ],
)
async def test_a_name_that_is_misspelt_gives_those_that_are_like_it(
    tea: Database, typed: str, meant: tuple[str, ...]
) -> None:
    async with tea.read_session() as session:
        assert await look_up(session, typed, version="3.1") is None
        assert await near_names(session, typed, version="3.1") == meant


async def test_headings_and_index_entries_define_nothing(tea: Database) -> None:
    async with tea.read_session() as session:
        assert await look_up(session, "Temperatures", version="3.1") is None
        assert await look_up(session, "water boiling", version="3.1") is None


async def test_a_version_that_is_not_indexed_is_named(tea: Database) -> None:
    async with tea.read_session() as session:
        with pytest.raises(UnknownVersionError, match=r"9\.9"):
            await look_up(session, "kettle", version="9.9")
