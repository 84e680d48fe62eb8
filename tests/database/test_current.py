"""What can be searched is known for a second, and whatever this process writes shows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from castalia.database.current import CurrentSets, current_sets
from castalia.database.dialects import storage_of
from castalia.database.models import DocumentationSet
from castalia.database.sets import remove_set
from castalia.errors import EmptyIndexError
from castalia.search.search import search

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


async def rename(database: Database, version: str) -> None:
    """Change the index as another process would: unnoticed by this one."""
    async with database.transaction() as session:
        await session.execute(update(DocumentationSet).values(version=version))


async def versions(database: Database, current: CurrentSets) -> list[str]:
    async with database.read_session() as session:
        return [each.version for each in await current.of(session)]


async def test_what_was_read_is_known_for_a_while(indexed: Database) -> None:
    current = CurrentSets(seconds=3600)
    before = await versions(indexed, current)
    await rename(indexed, "9.9")

    assert before == await versions(indexed, current) == ["3.1"]
    current.forget()
    assert await versions(indexed, current) == ["9.9"]


async def test_after_that_while_it_is_read_again(indexed: Database) -> None:
    current = CurrentSets(seconds=0)
    await versions(indexed, current)
    await rename(indexed, "9.9")

    assert await versions(indexed, current) == ["9.9"]


async def test_what_this_process_writes_shows_at_once(indexed: Database) -> None:
    async with indexed.read_session() as session:
        assert len(await current_sets(session)) == 1
    await remove_set(indexed, project="python", version="3.1")

    async with indexed.read_session() as session:
        with pytest.raises(EmptyIndexError):
            await search(session, "kettle")


async def test_a_set_that_another_process_removes_is_not_searched_for_nothing(indexed: Database) -> None:
    async with indexed.read_session() as session:
        [known] = await current_sets(session)
    async with indexed.transaction() as session:
        connection = await session.connection()
        await storage_of(connection).drop(connection, known.id)
        await session.execute(delete(DocumentationSet))

    async with indexed.read_session() as session:
        with pytest.raises(EmptyIndexError):
            await search(session, "kettle")
