"""Sessions that read: what is left of one that has ended."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from tests.database.notes import Note, create_notes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from castalia.database.database import Database
    from castalia.database.engines import ReadSession

pytestmark = pytest.mark.anyio

WAYS: dict[str, Callable[[ReadSession], Awaitable[Any]]] = {
    "execute": lambda session: session.execute(select(Note)),
    "scalars": lambda session: session.scalars(select(Note)),
    "get": lambda session: session.get(Note, 2),
    "stream": lambda session: session.stream(select(Note)),
    "connection": lambda session: session.connection(),
}


@pytest.fixture(autouse=True)
async def notes(database: Database) -> None:
    await create_notes(database)
    async with database.transaction() as session:
        session.add_all([Note(text="one"), Note(text="two")])


async def test_what_was_read_stays_as_it_was(database: Database) -> None:
    async with database.read_session() as session:
        first, second = await session.scalars(select(Note).order_by(Note.id))

    assert (first.text, second.text) == ("one", "two")


async def test_what_was_read_can_be_written_by_another_session(database: Database) -> None:
    async with database.read_session() as session:
        note = (await session.scalars(select(Note).order_by(Note.id))).first()
        assert note is not None
    del session

    async with database.transaction() as writer:
        writer.add(note)
        note.text = "changed"

    async with database.read_session() as reader:
        assert await reader.scalar(select(Note.text).where(Note.id == note.id)) == "changed"


@pytest.mark.parametrize("way", WAYS)
async def test_it_reaches_the_database_no_more(database: Database, way: str) -> None:
    async with database.read_session() as session:
        await session.scalars(select(Note))

    with pytest.raises(InvalidRequestError, match="session is closed"):
        await WAYS[way](session)

    assert database.stats()["read"].in_use == 0


@pytest.mark.parametrize("way", [*WAYS, "savepoint"])
async def test_it_has_given_back_its_connection_whatever_it_tried(database: Database, way: str) -> None:
    async with database.read_session() as session:
        # Outside of a transaction PostgreSQL has neither cursors nor savepoints, and says so.
        with suppress(DBAPIError):
            await (WAYS[way](session) if way in WAYS else session.begin_nested())

    assert database.stats()["read"].in_use == 0
