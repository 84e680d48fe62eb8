"""A SQLite file that this user may read and not write, as where an index is mounted or owned by somebody else."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError

from castalia.database.failures import ErrorKind, classify
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.notes import Note, create_notes, texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

pytestmark = pytest.mark.anyio

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users can enter; pytest's own cannot be."""
    with tempfile.TemporaryDirectory(prefix="read-only-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.fixture
async def file(folder: Path) -> Path:
    """A database with one note, closed."""
    database = SQLiteDatabase(SQLiteSettings(path=folder / "what? 100%.db"))
    async with database.lifespan():
        await create_notes(database)
        await add(database, "first")
    return folder / "what? 100%.db"


@pytest.fixture
async def reader(file: Path) -> AsyncIterator[SQLiteDatabase]:
    """The database as somebody sees it who may only read."""
    database = SQLiteDatabase(SQLiteSettings(path=file))
    with only_reading(file):
        async with database.lifespan():
            yield database


@contextmanager
def only_reading(file: Path) -> Iterator[None]:
    """Take the right to write from the file, from its folder, and from this process."""
    modes = {path: path.stat().st_mode for path in (file, file.parent)}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    root = os.geteuid() == 0
    if root:
        # Root may write whatever the permissions say.
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
            os.setegid(0)
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def owner(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection of the one who may write, while others still may not."""
    user, group = os.geteuid(), os.getegid()
    modes = {path: path.stat().st_mode for path in (file, file.parent)}
    os.seteuid(os.getuid())
    for path, mode in modes.items():
        path.chmod(mode | 0o200)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection
    for path, mode in modes.items():
        path.chmod(mode)
    os.setegid(group)
    os.seteuid(user)


async def add(database: SQLiteDatabase, words: str) -> None:
    async with database.transaction() as session:
        session.add(Note(text=words))


async def test_a_file_that_may_only_be_read_is_read(reader: SQLiteDatabase) -> None:
    assert await texts(reader) == ["first"]


async def test_it_is_healthy(reader: SQLiteDatabase) -> None:
    assert (await reader.ping()).ok


async def test_it_cannot_be_written(reader: SQLiteDatabase) -> None:
    with pytest.raises(DBAPIError) as caught:
        await add(reader, "refused")

    assert classify(caught.value) is ErrorKind.READ_ONLY
    assert await texts(reader) == ["first"]


async def test_what_somebody_else_writes_meanwhile_is_seen(file: Path, reader: SQLiteDatabase) -> None:
    assert await texts(reader) == ["first"]

    with owner(file) as writer:
        writer.execute("INSERT INTO note (text) VALUES ('second')")

    assert await texts(reader) == ["first", "second"]


async def test_what_somebody_else_is_writing_is_seen_through_the_log(file: Path, reader: SQLiteDatabase) -> None:
    assert await texts(reader) == ["first"]

    with owner(file) as writer:
        writer.execute("INSERT INTO note (text) VALUES ('second')")
        # The shared file is there now, and readers use it as everywhere.
        assert await texts(reader) == ["first", "second"]


async def test_a_log_that_cannot_be_read_is_not_overlooked(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("INSERT INTO note (text) VALUES ('second')")
        log = file.with_name(f"{file.name}-wal")
        shutil.copy(log, file.with_name("kept"))
    shutil.move(file.with_name("kept"), log)
    database = SQLiteDatabase(SQLiteSettings(path=file))

    with only_reading(file):
        async with database.lifespan():
            with pytest.raises(DBAPIError) as caught:
                await texts(database)

    assert classify(caught.value) is ErrorKind.UNAVAILABLE
