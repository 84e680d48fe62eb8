"""Indexing replaces a version as a whole, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from castalia.database.models import DocumentationSet, Name, Page, Section, Term
from castalia.database.pages import folders, read_page
from castalia.database.schema import create_schema
from castalia.database.sets import drop_retired, find_set, live_sets, remove_set
from castalia.errors import EmptyIndexError, SourceError, UnknownVersionError
from castalia.indexing.index import index_source
from castalia.search.search import search
from castalia.source.folder import FolderSource
from tests.fakes import PYTHON, FakeSource

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

PAGE = '<div class="body" role="main"><section id="{0}"><h1>{0}</h1><p>Words about {0}.</p></section></div>'


def documentation(*words: str, version: str = "3.13", full: str = "3.13.5") -> FakeSource:
    """Give a documentation with a page about each word."""
    pages = {f"library/{word}.html": PAGE.format(word) for word in words}
    return FakeSource(pages, release=replace(PYTHON, version=version, full=full))


async def found(database: Database, text: str, version: str | None = None) -> list[str]:
    """Give the paths that a search finds."""
    async with database.read_session() as session:
        return [result.path for result in (await search(session, text, version=version)).results]


async def test_an_indexed_page_is_found_listed_and_readable(indexed: Database) -> None:
    async with indexed.read_session() as session:
        documentation_set = await find_set(session)
        page = await read_page(session, documentation_set.id, "library/kettle.html")
        listed = {folder.name: (folder.title, folder.pages) for folder in await folders(session, documentation_set.id)}

    assert (documentation_set.version, documentation_set.release) == ("3.1", "3.1.4")
    assert documentation_set.sections > 30
    assert page is not None
    assert "returns" not in page.body
    assert "Heat <em>litres</em> of water" in page.body
    assert "The Castalia contributors" in page.notice
    assert listed["library"] == ("Library Reference", 2)
    assert await found(indexed, "kettle.boil") != []


async def test_indexing_again_replaces_the_version(database: Database) -> None:
    await create_schema(database)
    await index_source(database, documentation("kettle", "cup"))

    summary = await index_source(database, documentation("samovar", full="3.13.6"))

    assert summary.release == "3.13.6"
    assert await found(database, "samovar") == ["library/samovar.html#samovar"]
    assert await found(database, "kettle") == []
    async with database.read_session() as session:
        assert len(await live_sets(session)) == 1
        for table in (DocumentationSet.id, Page.set_id, Section.set_id, Name.set_id, Term.set_id):
            assert await session.scalar(select(func.count(func.distinct(table)))) == 1


async def test_an_unchanged_source_is_recognised(database: Database) -> None:
    await create_schema(database)
    await index_source(database, documentation("kettle"))

    again = await index_source(database, documentation("kettle"))
    forced = await index_source(database, documentation("kettle"), force=True)

    assert again.unchanged
    assert not forced.unchanged
    assert (again.pages, again.sections) == (forced.pages, forced.sections) == (1, 1)


async def test_a_search_that_began_with_the_old_index_can_end_with_it(database: Database) -> None:
    await create_schema(database)
    await index_source(database, documentation("kettle"))
    async with database.read_session() as session:
        old = (await find_set(session)).id
    await index_source(database, documentation("samovar"))
    async with database.transaction() as session:
        session.add(_retired_copy_of(await find_set(session), set_id=9))
    await drop_retired(database, older_than=timedelta(hours=1))

    async with database.read_session() as session:
        kept = list(await session.scalars(select(DocumentationSet.id)))

    assert old not in kept
    assert 9 in kept


async def test_an_interrupted_run_leaves_the_previous_index(database: Database) -> None:
    await create_schema(database)
    await index_source(database, documentation("kettle"))

    with pytest.raises(RuntimeError, match="power cut"):
        await index_source(database, Interrupted({"library/samovar.html": PAGE.format("samovar")}))

    assert await found(database, "kettle") == ["library/kettle.html#kettle"]


async def test_a_page_that_cannot_be_read_is_reported_and_the_others_are_indexed(database: Database) -> None:
    await create_schema(database)
    source = FakeSource({"library/kettle.html": PAGE.format("kettle"), "library/broken.html": None})

    summary = await index_source(database, source)

    assert summary.failures == ("library/broken.html: cannot be read",)
    assert await found(database, "kettle") == ["library/kettle.html#kettle"]


async def test_a_source_without_a_readable_page_is_refused(database: Database) -> None:
    await create_schema(database)

    with pytest.raises(SourceError, match=r"nothing to index: library/broken\.html: cannot be read"):
        await index_source(database, FakeSource({"library/broken.html": None}))


async def test_versions_are_found_by_key_release_and_newest(database: Database) -> None:
    await create_schema(database)
    for version, full in (("3.9", "3.9.2"), ("3.13", "3.13.5"), ("3.15", "3.15.0rc1")):
        await index_source(database, documentation("kettle", version=version, full=full))

    async with database.read_session() as session:
        assert (await find_set(session)).version == "3.13"
        assert (await find_set(session, version="latest")).version == "3.13"
        assert (await find_set(session, version="3.9.2")).version == "3.9"
        assert [known.version for known in await live_sets(session)] == ["3.13", "3.9", "3.15"]
        with pytest.raises(UnknownVersionError, match=r"version '2\.7' of 'python' is not indexed") as caught:
            await find_set(session, version="2.7")
    assert caught.value.candidates == ("3.13", "3.9", "3.15")


async def test_a_removed_version_is_gone(database: Database) -> None:
    await create_schema(database)
    await index_source(database, documentation("kettle"))

    removed = await remove_set(database, project="python", version="3.13")

    assert removed.release == "3.13.5"
    async with database.read_session() as session:
        assert await session.scalar(select(func.count()).select_from(Section)) == 0
        with pytest.raises(EmptyIndexError, match="run `castalia index`"):
            await find_set(session)


async def test_the_handbook_is_indexed_from_its_folder(database: Database, handbook: Path) -> None:
    await create_schema(database)

    with FolderSource(handbook, project="teapot") as source:
        summary = await index_source(database, source)

    assert (summary.project, summary.version, summary.failures) == ("teapot", "3.1", ())


class Interrupted(FakeSource):
    """A source whose machine stops while its general index is read, after its pages were."""

    def assets(self) -> object:  # type: ignore[override]  # It never gives any.
        """Stop."""
        message = "power cut"
        raise RuntimeError(message)


def _retired_copy_of(original: DocumentationSet, *, set_id: int) -> DocumentationSet:
    """Give a set that was replaced when the original was written."""
    columns = {column.key: getattr(original, column.key) for column in DocumentationSet.__table__.columns}
    return DocumentationSet(**{**columns, "id": set_id, "retired_at": original.indexed_at})
