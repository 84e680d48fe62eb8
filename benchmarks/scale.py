"""How a search of one set bears the growth of the others: ``python -m benchmarks.scale INDEX.db`` prints a table.

The index is copied, and one of its sets is replicated in the copy until there are as many sections as asked for. A
replica holds the same sections in a set of its own, which is what growth by projects and versions looks like to the
tables; its words are the same too, so that nothing is said of searching all sets at once.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.harness import quantile
from benchmarks.queries import add_argument, read_queries
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.search.search import search

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.queries import JudgedQuery

TABLES = ("folder", "section", "section_column", "name", "term", "posting", "embedding_block")
"""What a search reads."""

SIZES = (16_000, 100_000, 1_000_000)


def columns(connection: sqlite3.Connection, table: str, *, without: str) -> str:
    """Name the columns of a table but one."""
    rows = connection.execute(f"PRAGMA table_info({table})")
    return ", ".join(f'"{name}"' for _, name, *_ in rows if name != without)


def replicate(connection: sqlite3.Connection, version: str, number: int) -> None:
    """Copy a set under another project's name."""
    live = "SELECT id FROM documentation_set WHERE version = ? AND project = 'python' AND retired_at IS NULL"
    ((original,),) = connection.execute(live, (version,))
    others = columns(connection, "documentation_set", without="id").replace('"project", ', "")
    new = connection.execute(
        f"INSERT INTO documentation_set (project, {others}) SELECT ?, {others} FROM documentation_set WHERE id = ?",  # noqa: S608 - Our own names.
        (f"replica-{number}", original),
    ).lastrowid
    for table in TABLES:
        copied = columns(connection, table, without="set_id")
        statement = f"INSERT INTO {table} (set_id, {copied}) SELECT ?, {copied} FROM {table} WHERE set_id = ?"  # noqa: S608 - As above.
        connection.execute(statement, (new, original))
    connection.commit()


def grown(index: Path, version: str, sizes: Sequence[int]) -> Iterator[int]:
    """Let an index grow from size to size; give the sections that it holds each time."""
    number = 0
    with closing(sqlite3.connect(index)) as connection:
        for size in sizes:
            while (held := connection.execute("SELECT sum(sections) FROM documentation_set").fetchone()[0]) < size:
                number += 1
                replicate(connection, version, number)
            yield held


async def measure(index: Path, version: str, queries: Sequence[JudgedQuery]) -> tuple[list[float], list[float]]:
    """Ask every query twice; give the CPU and the wall time of the second time."""
    cpu, wall = [], []
    database = SQLiteDatabase(SQLiteSettings(path=index))
    async with database.lifespan():
        for again in (False, True):
            for query in queries:
                begun = process_time(), perf_counter()
                async with database.read_session() as session:
                    await search(session, query.text, version=version)
                if again:
                    cpu.append(process_time() - begun[0])
                    wall.append(perf_counter() - begun[1])
    return cpu, wall


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, help="an index.db; it is copied")
    parser.add_argument("--version", default="3.13", help="the version that is replicated and searched (default 3.13)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="sections to grow to")
    parser.add_argument("--limit", type=int, default=200, help="ask so many queries (default 200)")
    add_argument(parser)
    options = parser.parse_args()
    queries = read_queries(options.queries, limit=options.limit)
    print("| Sections in all | index MB | one set: CPU p50 ms | CPU p95 ms | wall p50 ms | wall p95 ms |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    with TemporaryDirectory() as folder:
        copy = Path(folder, "index.db")
        shutil.copy(options.index, copy)
        for held in grown(copy, options.version, options.sizes):
            times = asyncio.run(measure(copy, options.version, queries))
            cells = [f"{quantile(values, share) * 1e3:.2f}" for values in times for share in (0.5, 0.95)]
            print(f"| {held:,} | {copy.stat().st_size // 1_000_000:,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
