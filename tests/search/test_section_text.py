"""The text at a place of the handbook, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import QueryError, UnknownPlaceError, UnknownVersionError
from castalia.search.section_text import read_section

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.section_text import SectionText

KETTLE = "library/kettle.html"


async def read(database: Database, path: str, **options: int | str | bool) -> SectionText:
    async with database.read_session() as session:
        return await read_section(session, path, **options)  # type: ignore[arg-type] # The tests pass wrong ones, too.


async def test_a_definition_is_its_signature_and_its_description(indexed: Database) -> None:
    found = await read(indexed, f"{KETTLE}#kettle.boil", links=False)

    assert (found.project, found.version, found.path) == ("python", "3.1", "library/kettle.html#kettle.boil")
    assert found.markdown == (
        "`kettle.boil(litres, *, celsius=100)`\n\n"
        "Heat *litres* of water until it reaches *celsius* degrees and return a `Boiler`.\n"
        "Raises `DryError` when the kettle is empty.\n\n"
        "Added in version 3.0.\n\n"
        "Changed in version 3.1: The *celsius* argument was added.\n"
    )
    assert (found.start, found.continuation, found.length) == (0, None, len(found.markdown))


@pytest.mark.parametrize("anchor", ["kettle.keep_warm", "kettle.keep_hot"])
async def test_signatures_that_share_a_description_are_given_together(indexed: Database, anchor: str) -> None:
    text = (await read(indexed, f"{KETTLE}#{anchor}", links=False)).markdown

    assert text.startswith("`kettle.keep_warm(minutes)`\n\n`kettle.keep_hot(minutes)`\n\nKeep the water")
    assert "Boiler" not in text


async def test_a_class_comes_with_its_methods(indexed: Database) -> None:
    text = (await read(indexed, f"{KETTLE}#kettle.Boiler", links=False)).markdown

    assert text.startswith("`class kettle.Boiler(capacity)`")
    assert "`switch_on()`\n\nBegin to heat." in text
    assert "DryError" not in text


async def test_a_page_is_given_whole_without_an_anchor(indexed: Database) -> None:
    text = (await read(indexed, KETTLE, links=False)).markdown

    assert text.startswith("# `kettle` — Boiling water")
    assert "| Tea | Degrees |\n| --- | --- |\n| Green | 80 |" in text


async def test_links_lead_to_the_original(indexed: Database) -> None:
    text = (await read(indexed, f"{KETTLE}#kettle.boil")).markdown

    assert "[`Boiler`](https://docs.python.org/3.1/library/kettle.html#kettle.Boiler)" in text


async def test_portions_continue_one_another(indexed: Database) -> None:
    whole = await read(indexed, KETTLE)
    first = await read(indexed, KETTLE, limit=500)
    assert first.continuation is not None
    second = await read(indexed, KETTLE, start=first.continuation)

    assert len(first.markdown) <= 500
    assert first.markdown + second.markdown == whole.markdown
    assert (second.start, second.continuation) == (first.continuation, None)


@pytest.mark.parametrize(
    ("path", "candidate"),
    [
        ("library/kettel.html", KETTLE),
        ("tutorial/kettle.html", KETTLE),
        (f"{KETTLE}#boil", f"{KETTLE}#kettle.boil"),
        (f"{KETTLE}#kettle.biol", f"{KETTLE}#kettle.boil"),
    ],
)
async def test_a_place_that_is_not_there_names_the_one_that_is_meant(
    indexed: Database, path: str, candidate: str
) -> None:
    with pytest.raises(UnknownPlaceError, match=f"perhaps {candidate}") as caught:
        await read(indexed, path)

    assert caught.value.candidates[0] == candidate


@pytest.mark.parametrize("path", ["", "../secret", "library/\0.html", f"{KETTLE}#\0", f'{KETTLE}#"] *'])
async def test_a_hostile_place_is_only_not_there(indexed: Database, path: str) -> None:
    with pytest.raises(UnknownPlaceError):
        await read(indexed, path)


@pytest.mark.parametrize(
    ("path", "options"),
    [("x" * 501, {}), (KETTLE, {"start": -1}), (KETTLE, {"limit": 199}), (KETTLE, {"limit": 100_001})],
)
async def test_what_is_out_of_range_is_refused(indexed: Database, path: str, options: dict[str, int]) -> None:
    with pytest.raises(QueryError):
        await read(indexed, path, **options)


async def test_a_version_that_is_not_indexed_is_named(indexed: Database) -> None:
    with pytest.raises(UnknownVersionError, match=r"2\.7"):
        await read(indexed, KETTLE, version="2.7")
