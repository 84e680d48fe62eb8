"""Castalia beside what else could search the same documentation: ``python -m benchmarks.peers ARCHIVE INDEX.db``.

Every peer gets the same sections (title, names, text) and the same queries in turns: SQLite's FTS5, PostgreSQL's
``ts_rank`` and ``ts_rank_cd``, tantivy, minisearch under Node, and Sphinx's own search, which answers with pages. A
peer that cannot be had is named with the reason. Relevance is the mean reciprocal rank among ten of judged queries.
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.command_line import existing_archive, existing_index, reported
from benchmarks.harness import quantile
from benchmarks.peer_searches import (
    FIRST,
    UnavailableError,
    castalia,
    filled,
    fts5,
    minisearch,
    postgres,
    read_sections,
    sphinx,
    tantivy,
)
from benchmarks.queries import JudgedQuery, add_argument, read_queries
from tests.servers.postgres import PostgresMissingError, PostgresServer, find_binaries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.peer_searches import Finder

GOOD = 2
"""The grade from which on a place counts as an answer."""


@dataclass
class Peer:
    """A search, and what was measured of it."""

    name: str
    find: Finder
    seconds: list[float] = field(default_factory=list)
    ranks: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def ask(self, query: JudgedQuery) -> None:
        """Ask one query and note how long that took and how good the answer was."""
        start = perf_counter()
        found = self.find(query.text)[:FIRST]
        self.seconds.append(perf_counter() - start)
        if query.relevant:
            good = {place for place, grade in query.relevant.items() if grade >= GOOD}
            self.ranks.append(reciprocal_rank(found, good))
            pages = list(dict.fromkeys(place.partition("#")[0] for place in found))
            self.pages.append(reciprocal_rank(pages, {place.partition("#")[0] for place in good}))


def reciprocal_rank(found: Sequence[str], good: set[str]) -> float:
    """Give one divided by the rank of the first good place; 0 where there is none."""
    return next((1 / rank for rank, place in enumerate(found, 1) if place in good), 0.0)


def table(peers: Sequence[Peer]) -> str:
    """Give the measurements in Markdown."""
    heads = ["Search", "MRR@10", "MRR@10 of pages", "p50 ms", "p95 ms"]
    lines = [f"| {' | '.join(heads)} |", "| --- " + "| ---: " * (len(heads) - 1) + "|"]
    for peer in peers:
        scores = [f"{sum(values) / len(values):.3f}" if values else "" for values in (peer.ranks, peer.pages)]
        times = [f"{quantile(peer.seconds, share) * 1e3:.2f}" for share in (0.5, 0.95)]
        lines.append(f"| {peer.name} | {' | '.join([*scores, *times])} |")
    return "\n".join(lines)


def gather(options: argparse.Namespace, folder: Path, runner: asyncio.Runner) -> tuple[list[Peer], list[str]]:
    """Make every peer that can be had, and give the reasons for the others."""
    sections = read_sections(options.index, options.version)
    makers: dict[str, Callable[[], Finder]] = {
        "Castalia on SQLite": partial(castalia, options.index, options.version, runner),
        "SQLite FTS5, bm25": partial(fts5, sections),
        "tantivy": partial(tantivy, sections),
        "minisearch": partial(minisearch, sections, folder, options.cache),
        "Sphinx's searchtools.js": partial(sphinx, options.archive, folder),
    }
    if options.server is not None:
        connection = runner.run(filled(options.server, sections))
        for rank in ("ts_rank", "ts_rank_cd"):
            makers[f"PostgreSQL {rank}"] = partial(postgres, sections, connection, rank, runner)
    peers, reasons = [], []
    for name, make in makers.items():
        try:
            peers.append(Peer(name, make()))
        except UnavailableError as reason:
            reasons.append(f"{name}: {reason}")
    return peers, reasons


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=existing_archive, help="the documentation as python.org publishes it, .tar.bz2")
    parser.add_argument("index", type=existing_index, help="an index.db that holds this documentation")
    parser.add_argument("--version", default="3.13", help="the version that the archive holds (default 3.13)")
    parser.add_argument("--limit", type=int, help="ask so many queries at most")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "castalia-benchmarks")
    add_argument(parser)
    options = parser.parse_args()
    queries = read_queries(options.queries, limit=options.limit)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        runner = stack.enter_context(asyncio.Runner())
        reasons = []
        try:
            options.server = stack.enter_context(PostgresServer(find_binaries()))
        except PostgresMissingError as missing:
            options.server = None
            reasons.append(f"PostgreSQL: {missing}")
        peers, others = gather(options, folder, runner)
        for query in queries:
            for peer in peers:
                peer.ask(query)
    print(f"{len(queries)} queries, {options.version}\n\n{table(peers)}")
    for reason in [*reasons, *others]:
        print(f"\nNot compared: {reason}.")


if __name__ == "__main__":
    with reported():
        main()
