"""What stands beside the words of sections is stored, and read by section, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from castalia.database.details import details_of
from castalia.database.models import Example, ExampleName, Note, Reference, Section, Signature, SourceFile
from castalia.database.sets import find_set

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


async def section_at(session: AsyncSession, set_id: int, anchor: str) -> Section:
    """Give the section that bears an anchor on the page about serving."""
    statement = select(Section).where(
        Section.set_id == set_id, Section.path == "howto/serving.html", Section.anchor == anchor
    )
    return (await session.scalars(statement)).one()


async def test_signatures_notes_examples_and_sources_are_read_by_section(indexed: Database) -> None:
    async with indexed.read_session() as session:
        set_id = (await find_set(session)).id
        pour = (await section_at(session, set_id, "serving.pour")).id
        cup = (await section_at(session, set_id, "serving.Cup")).id
        signatures = await details_of(session, Signature, set_id=set_id, sections=(pour, cup))
        notes = await details_of(session, Note, set_id=set_id, sections=(pour, cup))
        examples = await details_of(session, Example, set_id=set_id, sections=(pour, cup))
        sources = await details_of(session, SourceFile, set_id=set_id, sections=(pour, cup))

    assert signatures[pour][0].returns == "bool"
    assert (signatures[pour][0].parameters or [])[1] == {
        "name": "litres",
        "kind": "positional or keyword",
        "default": "0.2",
        "annotation": "float",
    }
    assert [parameter["default"] for parameter in signatures[cup][0].parameters or []] == [None, ""]
    assert [(note.kind, note.version) for note in notes[pour]] == [
        ("added", "2.0"),
        ("changed", "3.0"),
        ("deprecated", "3.1"),
    ]
    assert [(note.kind, note.version) for note in notes[cup]] == [("added", "1.5")]
    assert [example.language for example in examples[pour]] == ["python"]
    assert (sources[pour][0].file, sources[pour][0].line) == ("teapot/serving.py", 4)


async def test_see_also_and_children_lead_to_sections_or_to_the_web(indexed: Database) -> None:
    async with indexed.read_session() as session:
        set_id = (await find_set(session)).id
        tables = (await section_at(session, set_id, "tables-and-notes")).id
        ends = (await section_at(session, set_id, "odds-and-ends")).id
        references = await details_of(session, Reference, set_id=set_id, sections=(tables, ends))
        targets = {
            section.id: section.path
            for section in await session.scalars(select(Section).where(Section.set_id == set_id))
        }

    found = {
        anchor: [(each.kind, targets.get(each.target_id or -1, ""), each.text) for each in references[number]]
        for anchor, number in (("tables", tables), ("ends", ends))
    }
    assert found == {
        "tables": [("see-also", "library/kettle.html", "kettle"), ("see-also", "", "A history of the cup")],
        "ends": [("child", "howto/pouring-well.html", "Pouring well")],
    }


async def test_examples_are_found_by_the_names_they_use(indexed: Database) -> None:
    async with indexed.read_session() as session:
        set_id = (await find_set(session)).id
        tables = (await section_at(session, set_id, "tables-and-notes")).id
        statement = select(ExampleName.section_id, ExampleName.position).where(
            ExampleName.set_id == set_id, ExampleName.name == "asyncio.timeout"
        )
        found = [(section, position) for section, position in await session.execute(statement)]

    assert found == [(tables, 0)]


async def test_links_to_a_section_are_counted_by_kind(indexed: Database) -> None:
    async with indexed.read_session() as session:
        set_id = (await find_set(session)).id
        statement = select(Section).where(Section.set_id == set_id, Section.path == "library/kettle.html")
        kettle = (await session.scalars(statement.order_by(Section.id).limit(1))).one()

    assert (kettle.inlinks, kettle.see_also_links, kettle.child_links, kettle.index_links) == (1, 1, 1, 3)
