"""The database of an application, chosen no earlier than it is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.deferred import DeferredDatabase
from castalia.database.failures import DatabaseNotSetUp
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.notes import Note, create_notes, texts

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


def test_nothing_is_chosen_before_setup() -> None:
    def choose() -> Database:
        pytest.fail("chosen too early")

    deferred = DeferredDatabase(choose)

    assert not deferred.is_set_up
    with pytest.raises(DatabaseNotSetUp):
        deferred.get_connection_string()


async def test_the_chosen_database_does_the_work(fresh_database: Database) -> None:
    deferred = DeferredDatabase(lambda: fresh_database)
    async with deferred.lifespan():
        await create_notes(deferred)
        async with deferred.transaction(isolation="SERIALIZABLE") as session:
            session.add(Note(text="kept"))

        assert await texts(deferred) == ["kept"]
        assert [row.text async for row in deferred.stream(Note.__table__.select())] == ["kept"]
        assert (await deferred.ping()).ok
        assert deferred.get_connection_string() == fresh_database.get_connection_string()
        assert deferred.engine_options("read") == fresh_database.engine_options("read")
    assert not fresh_database.is_set_up


async def test_each_setup_chooses_anew(tmp_path: Path) -> None:
    names = iter(["first.db", "second.db"])
    deferred = DeferredDatabase(lambda: SQLiteDatabase(SQLiteSettings(path=tmp_path / next(names))))

    deferred.setup()
    deferred.setup()
    first = deferred.get_connection_string().database
    await deferred.aclose()
    deferred.setup()
    second = deferred.get_connection_string().database
    await deferred.aclose()

    assert (first, second) == (str(tmp_path / "first.db"), str(tmp_path / "second.db"))
