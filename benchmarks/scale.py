"""How searches bear growth, up to a million sections: ``python -m benchmarks.scale INDEX.db`` prints a table.

The sets of an index are written into a SQLite file and a PostgreSQL of its own, that of ``--version`` first, then the
others, then replicas of all of them (``benchmarks/replicas.py``), until there are as many sections as asked for. At
each size the same queries are asked of the one set and of all sets. Relevance counts the places that were judged, in
Python's documentation; what is found elsewhere instead counts as wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from pydantic import SecretStr

from benchmarks.command_line import existing_index, existing_path, reported
from benchmarks.harness import quantile
from benchmarks.judging import GOOD, SEEN
from benchmarks.queries import add_argument, read_queries
from benchmarks.replicas import Growth
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.search.search import search
from tests.servers.postgres import PostgresMissingError, PostgresServer, find_binaries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.queries import JudgedQuery
    from castalia.database.database import Database
    from castalia.search.results import Results

SIZES = (16_000, 100_000, 1_000_000)

TIMES = 3
"""So many times a query is asked: by then what is asked for again and again has been read as a whole."""

SIZE_OF = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}

HEADS = ("Database", "Sections", "Sets", "Words", "Index MB", "Searched")
FIGURES = ("CPU p50 ms", "CPU p95 ms", "wall p50 ms", "wall p95 ms", "p50 by the smallest", "MRR@10")


@dataclass
class Scope:
    """What is searched, and what was measured of it.

    Args:
        name: What it is called.
        project: The project that is searched.
        version: The version of it.
    """

    name: str
    project: str
    version: str
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    ranks: list[float] = field(default_factory=list)


def reciprocal_rank(results: Results, query: JudgedQuery) -> float:
    """Give one divided by the rank of the first result that was judged good; 0 where there is none."""
    good = {place for place, grade in query.relevant.items() if grade >= GOOD}
    found = [each.path if each.project == "python" else "" for each in results.results[:SEEN]]
    return next((1 / rank for rank, place in enumerate(found, 1) if place in good), 0.0)


async def measure(database: Database, version: str, queries: Sequence[JudgedQuery]) -> list[Scope]:
    """Ask every query several times, first of one set and then of all; the last time counts."""
    scopes = [Scope("one set", "python", version), Scope("all sets", "all", "all")]
    for scope in scopes:
        for time in range(1, TIMES + 1):
            for query in queries:
                await _ask(database, query, scope, counts=time == TIMES)
    return scopes


async def _ask(database: Database, query: JudgedQuery, scope: Scope, *, counts: bool) -> None:
    begun = process_time(), perf_counter()
    async with database.read_session() as session:
        results = await search(session, query.text, project=scope.project, version=scope.version)
    if counts:
        scope.cpu.append(process_time() - begun[0])
        scope.wall.append(perf_counter() - begun[1])
        if query.relevant:
            scope.ranks.append(reciprocal_rank(results, query))


def rows_of(scopes: Sequence[Scope], head: Sequence[str], smallest: dict[tuple[str, str], float]) -> list[str]:
    """Give the measurements of one index in Markdown, in which each scope has a row."""
    rows = []
    for scope in scopes:
        times = [quantile(values, share) * 1e3 for values in (scope.cpu, scope.wall) for share in (0.5, 0.95)]
        first = smallest.setdefault((head[0], scope.name), times[0])
        rank = f"{sum(scope.ranks) / len(scope.ranks):.3f}" if scope.ranks else ""
        cells = [*head, scope.name, *(f"{each:.2f}" for each in times), f"{times[0] / first:.2f}", rank]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


async def run(options: argparse.Namespace, targets: dict[str, Database]) -> None:
    """Let the databases grow from size to size, and print what was measured at each."""
    queries = read_queries(options.queries, limit=options.limit)
    print(f"| {' | '.join((*HEADS, *FIGURES))} |\n{'| --- ' + '| ---: ' * 4 + '| --- ' + '| ---: ' * len(FIGURES)}|")
    smallest: dict[tuple[str, str], float] = {}
    async with AsyncExitStack() as stack:
        source = SQLiteDatabase(SQLiteSettings(path=options.index))
        for database in (source, *targets.values()):
            await stack.enter_async_context(database.lifespan())
        growth = Growth(source, list(targets.values()), first=options.version)
        begun, seconds = perf_counter(), {"writing": 0.0}
        for size in options.sizes:
            await growth.up_to(size)
            seconds["writing"] += perf_counter() - begun
            for name, database in targets.items():
                begun = perf_counter()
                scopes = await measure(database, options.version, queries)
                numbers = (growth.sections, growth.sets, len(growth.words), await megabytes(database))
                head = (name, *(f"{number:,}" for number in numbers))
                print("\n".join(rows_of(scopes, head, smallest)), flush=True)
                seconds[f"asking {name}"] = seconds.get(f"asking {name}", 0.0) + perf_counter() - begun
            begun = perf_counter()
    told = ", ".join(f"{part} {spent:.0f} s" for part, spent in seconds.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{len(queries)} queries, {told}; this process took {peak:,} MB at most")


async def megabytes(database: Database) -> int:
    """Give the size of a database."""
    async with database.read_session() as session:
        connection = await session.connection()
        asked = SIZE_OF[connection.dialect.name]
        return int((await connection.exec_driver_sql(asked)).scalar_one() / 1e6)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=existing_index, help="an index.db, best of several projects; it is only read")
    parser.add_argument("--version", default="3.13", help="the version of Python that was judged (default 3.13)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="sections to grow to")
    parser.add_argument("--limit", type=int, default=150, help="ask so many queries (default 150)")
    parser.add_argument("--folder", type=existing_path, help="where the SQLite file lies so long, 3 GB a million")
    add_argument(parser)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=options.folder)))
        targets: dict[str, Database] = {"SQLite": SQLiteDatabase(SQLiteSettings(path=folder / "index.db"))}
        try:
            server = stack.enter_context(PostgresServer(find_binaries()))
        except PostgresMissingError as missing:
            print(f"PostgreSQL: not measured: {missing}\n")
        else:
            targets["PostgreSQL"] = PostgresDatabase(settings_of(server))
        asyncio.run(run(options, targets))


def settings_of(server: PostgresServer) -> PostgresSettings:
    """Give the settings of a new database on a server."""
    return PostgresSettings(
        hosts=(f"{server.host}:{server.port}",),
        name=server.create_database(),
        username=server.username,
        password=SecretStr(server.password),
        ssl="disable",
    )


if __name__ == "__main__":
    with reported():
        main()
