"""What the first questions would wait for is read before they come, and once."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from castalia.database.current import forget_sets
from castalia.database.sets import find_set
from castalia.errors import IndexStateError
from castalia.indexing.index import index_source
from castalia.search.ranking.meaning import similarities
from castalia.search.search import search
from castalia.search.spelling.vocabulary import speller_of
from castalia.source.folder import FolderSource
from castalia.web.warming import OF_EACH, OF_THE_NEWEST, Warming
from tests.statements import counted_statements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database


class Opener:
    """Opens sessions that read, and counts them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.opened = 0

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Open a session."""
        self.opened += 1
        async with self._database.read_session() as session:
            yield session


async def test_what_is_warm_is_read_no_more(indexed: Database) -> None:
    await Warming(indexed.read_session).warm()

    asked: list[str] = []
    async with indexed.read_session() as session:
        documentation = await find_set(session)
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
        speller = await speller_of(session, documentation)
        cosines = await similarities(session, documentation, [("file",)])

    assert speller.names
    assert cosines is not None
    assert asked == []


async def test_no_question_about_the_newest_version_waits_for_the_database(indexed: Database) -> None:
    await Warming(indexed.read_session).warm()

    async with indexed.read_session() as session:
        # What is small is read by the first question of all.
        await search(session, "green tea")
        with counted_statements(indexed) as statements:
            for text in ("kettle.boil", "how hot is water for tea", "DryError: kettle is empty", "ketle"):
                assert (await search(session, text)).results

    assert statements == []


async def test_a_set_is_read_once_and_again_when_it_was_indexed_again(indexed: Database, handbook: Path) -> None:
    opener = Opener(indexed)
    warming = Warming(opener.session)

    await warming.warm()
    await warming.warm()
    loads = len((*OF_EACH, *OF_THE_NEWEST))
    assert opener.opened == len(["the sets", *["the only one"] * loads, "the sets again"])

    with FolderSource(handbook) as source:
        await index_source(indexed, source, force=True)
    forget_sets()
    await warming.warm()
    assert opener.opened == len([*["the sets"] * 3, *["the only one"] * loads, *["the new one"] * loads])


async def test_nothing_is_read_where_nothing_is_indexed(database: Database) -> None:
    with pytest.raises(IndexStateError):
        await Warming(database.read_session).warm()


async def test_it_ends_with_the_service(indexed: Database) -> None:
    opener = Opener(indexed)

    async with Warming(opener.session).running():
        pass

    assert opener.opened == 0
