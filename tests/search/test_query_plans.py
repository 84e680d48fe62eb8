"""What a search asks of SQLite, statement by statement: each row is found by a key that begins with its set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from castalia.database.schema import create_schema
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.search.search import search
from castalia.source.folder import FolderSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

QUERIES = ("kettle.boil", "how to warm the pot", "kettel", "kind:function boil")
SCOPES: tuple[dict[str, str], ...] = ({}, {"version": "all", "project": "all"})

SMALL = ("documentation_set", "json_each", "value", "CONSTANT")
"""What may be read from its beginning to its end."""


@pytest.fixture
async def shelf(handbook: Path, tmp_path: Path) -> AsyncIterator[SQLiteDatabase]:
    """The handbook as two projects."""
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "index.db"))
    async with database.lifespan():
        await create_schema(database)
        for project in ("python", "teahouse"):
            with FolderSource(handbook, project=project) as source:
                await index_source(database, source)
        yield database


@pytest.mark.parametrize("scope", SCOPES, ids=("one set", "all sets"))
async def test_no_table_is_read_through(shelf: SQLiteDatabase, scope: dict[str, str]) -> None:
    noted: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives six.
        noted.append((arguments[2], arguments[3]))

    event.listen(shelf.read_engine.sync_engine, "before_cursor_execute", note)
    for query in QUERIES:
        async with shelf.read_session() as session:
            await search(session, query, **scope)  # type: ignore[arg-type]  # Options of one type.
    event.remove(shelf.read_engine.sync_engine, "before_cursor_execute", note)
    steps = [step for statement in noted if "SELECT" in statement[0] for step in await plan(shelf, statement)]
    read_through = [step for step in steps if step.startswith("SCAN") and not step.split()[1].startswith(SMALL)]
    searched = [step for step in steps if step.startswith("SEARCH")]

    assert read_through == []
    assert all("(set_id=?" in step for step in searched)
    assert len(searched) > len(QUERIES)


async def plan(database: SQLiteDatabase, statement: tuple[str, Any]) -> list[str]:
    async with database.read_engine.connect() as connection:
        found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])
        return [str(row["detail"]) for row in found.mappings()]
