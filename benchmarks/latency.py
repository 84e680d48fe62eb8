"""What a search costs, stage by stage: ``python -m benchmarks.latency INDEX.db`` prints a table.

Everything runs in this process, one query after another; CPU time is that of all its threads, SQLite's included. A
plain route, which selects 15 rows through the read dependency, is asked in turns with the queries: a busy machine
disturbs both alike, and the ratio stays.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import resource
import sys
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import text

from benchmarks import variants
from benchmarks.command_line import existing_index, reported
from benchmarks.harness import ask, quantile, running
from benchmarks.items import TABLE, rows
from benchmarks.loading import load_all
from benchmarks.queries import add_argument, read_queries
from castalia.database.sets import live_sets
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.search.search import search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from castalia.database.database import Database

STAGES = {
    "understand": "castalia.search.search.parse",
    "find the sets": "castalia.search.search.current_sets",
    "find candidates": "castalia.search.search.find_candidates",
    "- weigh terms": "castalia.search.ranking.candidates.weigh_terms",
    "- find names": "castalia.search.ranking.candidates._name_hits",
    "- compare vectors": "castalia.search.ranking.candidates.similarities",
    "correct": "castalia.search.search._corrected",
    "rank": "castalia.search.search.rank",
    "show": "castalia.search.search.show",
}
"""What each stage is called here, and the function that does it; what lies in another one begins with a dash."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU and of a clock on the wall."""

    cpu: float
    wall: float


class Stopwatch:
    """Adds up what functions cost while one query is answered, and keeps that of each query."""

    def __init__(self) -> None:
        self.costs: defaultdict[str, list[Cost]] = defaultdict(list)

    def watch(self, stack: ExitStack) -> None:
        """Measure every stage until the stack ends; a stage that this version has not is left out."""
        for stage, address in STAGES.items():
            module, _, name = address.rpartition(".")
            function = getattr(importlib.import_module(module), name, None)
            if function is not None:
                stack.enter_context(patch(address, self._timed(stage, function)))

    def _timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        async def awaited(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - Whatever it takes and gives.
            begun = perf_counter(), process_time()
            try:
                return await function(*arguments, **options)
            finally:
                self.add(stage, *begun)

        @wraps(function)
        def called(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - Whatever it takes and gives.
            begun = perf_counter(), process_time()
            try:
                return function(*arguments, **options)
            finally:
                self.add(stage, *begun)

        return awaited if inspect.iscoroutinefunction(function) else called

    def add(self, stage: str, wall: float, cpu: float) -> None:
        """Note what a stage cost that began at these times."""
        self.costs[stage].append(Cost(process_time() - cpu, perf_counter() - wall))


async def measure(database: Database, plain: Database, options: argparse.Namespace) -> tuple[Stopwatch, list[int]]:
    """Ask every query several times; give what the stages cost, and the sections of each indexed version."""
    watch = Stopwatch()
    queries = read_queries(options.queries, limit=options.limit)
    async with database.lifespan(), running(variants.read(plain)) as app:
        async with database.read_session() as session:
            sizes = [each.sections for each in await live_sets(session)]
        for query in queries:
            await answer(database, query.text, options.version)
        with ExitStack() as stack:
            watch.watch(stack)
            for _ in range(options.rounds):
                for query in queries:
                    begun = perf_counter(), process_time()
                    await answer(database, query.text, options.version)
                    watch.add("whole search", *begun)
                    begun = perf_counter(), process_time()
                    await ask(app)
                    watch.add("plain route", *begun)
    return watch, sizes


async def answer(database: Database, query: str, version: str | None) -> None:
    """Answer one query, as a request would."""
    async with database.read_session() as session:
        await search(session, query, version=version)


async def fill(database: Database) -> None:
    """Make the table that the plain route reads."""
    async with database.lifespan(), database.transaction() as session:
        for statement in TABLE:
            await session.execute(text(statement))
        session.add_all(rows())


def table(watch: Stopwatch) -> str:
    """Give the measurements in Markdown."""
    plain = quantile([cost.cpu for cost in watch.costs["plain route"]], 0.5)
    heads = ["Stage", "calls", "CPU p50 ms", "CPU p95 ms", "wall p50 ms", "wall p95 ms", "CPU p50 by the plain route"]
    lines = [f"| {' | '.join(heads)} |", f"| --- {'| ---: ' * (len(heads) - 1)}|"]
    for stage in ("whole search", *STAGES, "plain route"):
        costs = watch.costs.get(stage, [])
        if costs:
            lines.append(f"| {stage} | {len(costs)} | {figures(costs)} | {middle(costs) / plain:.1f} |")
    return "\n".join(lines)


def figures(costs: Sequence[Cost]) -> str:
    """Give the cells of a stage."""
    cpu, wall = [cost.cpu for cost in costs], [cost.wall for cost in costs]
    return " | ".join(f"{quantile(values, share) * 1e3:.2f}" for values in (cpu, wall) for share in (0.5, 0.95))


def middle(costs: Sequence[Cost]) -> float:
    """Give the median CPU time."""
    return quantile([cost.cpu for cost in costs], 0.5)


def memory() -> int:
    """Give the most megabytes that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024**2 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=existing_index, help="the index in SQLite, best of five versions")
    parser.add_argument("--version", help="the version to search; the newest stable one when absent")
    parser.add_argument("--rounds", type=int, default=2, help="how often each query is asked (default 2)")
    parser.add_argument("--limit", type=int, help="ask so many queries at most")
    add_argument(parser)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        plain = SQLiteDatabase(SQLiteSettings(path=Path(folder, "items.db")))
        asyncio.run(fill(plain))
        database = SQLiteDatabase(SQLiteSettings(path=options.index))
        print(f"{load_all(database)}\n")
        watch, sizes = asyncio.run(measure(database, plain, options))
    print(f"{len(sizes)} versions of {', '.join(f'{size:,}' for size in sizes)} sections; {memory()} MB of memory\n")
    print(table(watch))


if __name__ == "__main__":
    with reported():
        main()
