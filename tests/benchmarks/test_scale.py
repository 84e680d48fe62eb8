"""The benchmark of growth on a small scale: it runs, and its replicas are what it says they are."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.replicas import LIKENESS, MARK, replicate
from castalia.database.schema import create_schema
from castalia.database.sets import find_set
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.source.folder import FolderSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.replicas import Replica

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def source(handbook: Path, tmp_path: Path) -> AsyncIterator[SQLiteDatabase]:
    """The handbook's index."""
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "index.db"))
    async with database.lifespan():
        await create_schema(database)
        with FolderSource(handbook) as folder:
            await index_source(database, folder)
        yield database


async def generation(source: SQLiteDatabase, number: int) -> Replica:
    async with source.read_session() as session:
        return await replicate(session, await find_set(session), number)


def column(replica: Replica, table: str, name: str) -> list[object]:
    return [row[name] for row in replica.rows[table]]


async def test_a_replica_has_rare_words_of_its_own_and_shares_the_frequent_ones(source: SQLiteDatabase) -> None:
    first, second = [await generation(source, number) for number in (0, 2)]
    sections = first.facts["sections"]
    pairs = list(zip(first.rows["term"], second.rows["term"], strict=True))
    renamed = [before for before, after in pairs if after["term"] == f"{before['term']}{MARK}2"]
    kept = [before for before, after in pairs if after == before]

    assert len(renamed) + len(kept) == len(pairs)
    assert all(each["sections"] < sections for each in renamed)
    assert (first.facts["project"], second.facts["project"]) == ("python", "python-2")
    assert column(first, "posting", "places") == column(second, "posting", "places")


async def test_a_replica_lies_where_another_project_would(source: SQLiteDatabase) -> None:
    first, second = [_vectors(await generation(source, number)) for number in (0, 1)]
    cosines = (first * second).sum(axis=1) / np.linalg.norm(first, axis=1) / np.linalg.norm(second, axis=1)

    assert cosines.mean() == pytest.approx(LIKENESS, abs=0.05)


def _vectors(replica: Replica) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    (row,) = replica.rows["embedding_block"]
    numbers = np.frombuffer(row["vectors"], np.int8).reshape(-1, row["dimensions"])
    return numbers * np.frombuffer(row["scales"], np.float32)[:, None]


async def test_the_tool_prints_a_row_for_each_size_database_and_scope(source: SQLiteDatabase, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"query": "kettle.boil", "relevant": {"library/kettle.html#kettle.boil": 3}}\n')
    await source.aclose()
    options = ("--version", "3.1", "--sizes", "10", "200", "--queries", str(queries), "--folder", str(tmp_path))
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "benchmarks.scale", str(tmp_path / "index.db"), *options]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in said.decode().splitlines() if " set" in line]

    assert [(row[0], row[5]) for row in rows] == [
        (database, scope)
        for _ in range(2)
        for database in ("SQLite", "PostgreSQL")
        for scope in ("one set", "all sets")
    ]
    assert {row[-1] for row in rows} == {"1.000"}
