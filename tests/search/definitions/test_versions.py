"""A definition says in which versions it exists, and a version without it says which others have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.current import current_sets
from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.search.definitions.versions import versions_of
from castalia.search.ranking.memory import AGAIN
from castalia.search.search import search
from castalia.source.inventory import InventoryEntry
from castalia.source.release import Release
from tests.fakes import FakeSource
from tests.statements import counted_statements

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.results import Results

pytestmark = pytest.mark.anyio


def definition(name: str) -> str:
    return f"""<dl class="py function"><dt class="sig sig-object py" id="{name}"><span class="sig-name descname">
<span class="pre">{name}</span></span>()</dt><dd><p>Do what the name of it says.</p></dd></dl>"""


def tools(version: str, *names: str) -> FakeSource:
    """Give a version of a small documentation that defines these names."""
    body = "".join(map(definition, names))
    page = f'<html><body><div role="main"><section id="tools"><h1>Tools</h1>{body}</section></div></body></html>'
    entries = tuple(InventoryEntry(name, "py:function", "library/tools.html", name, name) for name in names)
    release = Release(project="python", version=version, full=f"{version}.1")
    return FakeSource({"library/tools.html": page}, inventory=entries, release=release)


@pytest.fixture
async def three_versions(database: Database) -> Database:
    """Three versions: ``rake`` is in all of them, ``drill`` came late, ``scythe`` is gone."""
    await create_schema(database)
    for source in (tools("3.8", "rake", "scythe"), tools("3.9", "rake"), tools("3.10", "rake", "drill")):
        await index_source(database, source)
    return database


async def results(database: Database, text: str, version: str | None = None) -> Results:
    async with database.read_session() as session:
        return await search(session, text, version=version)


async def test_the_same_definition_is_one_result_with_its_versions(three_versions: Database) -> None:
    found = await results(three_versions, "rake")

    assert [(result.name, result.version, result.versions) for result in found.results[:1]] == [
        ("rake", "3.10", ("3.10", "3.9", "3.8"))
    ]
    assert [result.name for result in found.results].count("rake") == 1
    assert found.elsewhere == ()


@pytest.mark.parametrize(
    ("text", "version", "elsewhere"),
    [
        ("drill", "3.9", ("3.10",)),
        ("drill", "3.10", ()),
        ("scythe", None, ("3.8",)),
        ("scythe()", "3.9", ("3.8",)),
        ("what is scythe", "3.9", ("3.8",)),
        ("plough", None, ()),
        ("drill kind:function", "3.9", ()),
    ],
)
async def test_a_version_without_a_name_says_which_others_have_it(
    three_versions: Database, text: str, version: str | None, elsewhere: tuple[str, ...]
) -> None:
    assert (await results(three_versions, text, version)).elsewhere == elsewhere


async def test_what_another_version_calls_so_is_not_corrected(three_versions: Database) -> None:
    await index_source(three_versions, tools("3.11", "drilla"))

    assert (await results(three_versions, "drill", "3.11")).corrected is None
    assert (await results(three_versions, "drillb", "3.11")).corrected == "drilla"


async def test_prose_is_of_its_own_version(three_versions: Database) -> None:
    found = await results(three_versions, "tools", "3.9")

    assert found.results[0].versions == ("3.9",)


async def test_versions_in_memory_are_those_of_the_database(three_versions: Database) -> None:
    names = ("rake", "drill", "scythe", "spade")
    async with three_versions.read_session() as session:
        editions = await current_sets(session)
        found = [dict(await versions_of(session, editions, names)) for _ in range(AGAIN + len(editions) + 1)]
        with counted_statements(three_versions) as statements:
            found.append(dict(await versions_of(session, editions, names)))

    told = {"rake": ("3.10", "3.9", "3.8"), "drill": ("3.10",), "scythe": ("3.8",), "spade": ()}
    assert found == [told] * len(found)
    assert statements == []


async def test_versions_that_have_what_is_missing_are_named_however_often_that_is_asked(
    three_versions: Database,
) -> None:
    found = [(await results(three_versions, "scythe", "3.10")).elsewhere for _ in range(AGAIN + 4)]

    assert found == [("3.8",)] * len(found)
