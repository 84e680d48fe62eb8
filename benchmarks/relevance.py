"""How good the answers are: ``python -m benchmarks.relevance ARCHIVE`` indexes documentation and asks golden queries.

The golden queries about Python's documentation stand in ``tests/search/golden/documentation``, a table for each kind;
files of judged queries may be added. ``--ablations`` leaves out each signal in turn, ``--names`` types every name.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from pydantic import SecretStr

from benchmarks.command_line import existing_file, existing_path, reported
from benchmarks.full_names import find_misses, report
from benchmarks.judging import GOOD, HEAD, Places, figures, places_of
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import SilentProgress
from castalia.search.ranking.ranking import WEIGHTS
from castalia.search.search import search
from castalia.source.archive import ArchiveSource
from tests.search.golden.judgements import Judgement, read_tables
from tests.servers.postgres import PostgresServer, find_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from castalia.database.database import Database
    from castalia.search.results import Result
    from castalia.source.inventory import InventoryEntry

GOLDEN = Path(__file__).parent.parent / "tests" / "search" / "golden" / "documentation"
REACH = 100
"""An ablation orders so many of the best again; what it would bring in from further behind is not seen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the kind it is of, and the places that answer it."""

    kind: str
    query: str
    right: tuple[str, ...]
    judgement: Judgement | None = None


def golden() -> list[Asked]:
    """Give the golden queries but those that are to find nothing, which have no rank."""
    told = [each for each in read_tables(GOLDEN) if each.claim != "DoesNotFind"]
    return [Asked(each.kind, each.query, _right(each), each) for each in told]


def _right(judgement: Judgement) -> tuple[str, ...]:
    return judgement.places[:1] if judgement.claim == "RanksAbove" else judgement.places


def judged(file: Path) -> list[Asked]:
    """Give the queries of a file: JSON lines with ``query`` and ``relevant``, a grade for each place."""
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Asked(file.stem, record["query"], tuple(path for path, grade in record["relevant"].items() if grade >= GOOD))
        for record in records
    ]


class Bench:
    """An index of one documentation that queries are asked of.

    Args:
        database: Where it is.
        places: The places of the documentation.
        inventory: The names that it declares.
    """

    def __init__(self, database: Database, places: Places, inventory: Sequence[InventoryEntry]) -> None:
        self._database = database
        self._places = places
        self._inventory = inventory

    async def ask(self, asked: Sequence[Asked]) -> list[tuple[Result, ...]]:
        """Give the answers to queries, each result with its score taken apart."""
        async with self._database.read_session() as session:
            return [(await search(session, each.query, limit=REACH, explain=True)).results for each in asked]

    def ranks(
        self, asked: Sequence[Asked], answers: Sequence[tuple[Result, ...]], *, without: str = ""
    ) -> list[int | None]:
        """Give the rank of the first right place for each query.

        Args:
            asked: The queries.
            answers: Their answers.
            without: A signal that is not to count.
        """
        ordered = (sorted(answer, key=lambda result: -_score(result, without)) for answer in answers)
        return [
            self._places.rank([result.path for result in answer], each.right)
            for each, answer in zip(asked, ordered, strict=True)
        ]

    def broken(self, asked: Sequence[Asked], answers: Sequence[tuple[Result, ...]]) -> Iterator[str]:
        """Give the claims that do not hold; twins of a place are as good as it here."""
        for each, answer in zip(asked, answers, strict=True):
            found = [str(self._places.same(result.path)) for result in answer]
            if each.judgement is not None and not self._as_places(each.judgement).holds(list(dict.fromkeys(found))):
                rank = self._places.rank([result.path for result in answer], each.right)
                yield f"- {each.kind}: {each.query} — {each.judgement.claim}({each.judgement.count}), rank {rank}"

    def _as_places(self, judgement: Judgement) -> Judgement:
        places = tuple(str(self._places.same(place)) for place in judgement.places)
        return Judgement(judgement.kind, judgement.query, judgement.claim, places, judgement.count)

    async def names(self) -> Iterator[str]:
        """Type every name of the inventory, and report."""
        async with self._database.read_session() as session:
            return report(self._inventory, await find_misses(session, self._inventory, self._places))


def _score(result: Result, without: str) -> float:
    return result.score - sum(part.share for part in result.explanation or () if part.signal == without)


def by_kind(asked: Sequence[Asked], ranks: Sequence[int | None]) -> Iterator[str]:
    """Give a table: a row for each kind, and one for all golden queries."""
    yield HEAD
    for kind in dict.fromkeys(each.kind for each in asked):
        yield figures([rank for each, rank in zip(asked, ranks, strict=True) if each.kind == kind]).row(kind)
    of_golden = [rank for each, rank in zip(asked, ranks, strict=True) if each.judgement]
    yield figures(of_golden).row("**all golden**")


async def ablations(bench: Bench, asked: Sequence[Asked], answers: Sequence[tuple[Result, ...]]) -> list[str]:
    """Give a table: MRR@10 of each kind with each signal left out."""
    kinds = list(dict.fromkeys(each.kind for each in asked))
    rows = [f"| without | {' | '.join(kinds)} |", "| --- |" + " --- |" * len(kinds)]
    for signal in ("", *WEIGHTS):
        told, ranks = answers, bench.ranks(asked, answers, without=signal)
        if signal == "meaning":
            with patch("castalia.search.ranking.meaning.load_embedding", return_value=None):
                told = await bench.ask(asked)
            ranks = bench.ranks(asked, told)
        each = [[rank for one, rank in zip(asked, ranks, strict=True) if one.kind == kind] for kind in kinds]
        cells = " | ".join(f"{figures(of_kind).reciprocal:.3f}" for of_kind in each)
        rows.append(f"| {signal or '(nothing)'} | {cells} |")
    return rows


async def run(options: argparse.Namespace, database: Database) -> None:
    """Index the archive and print what is asked for."""
    database.setup()
    await create_schema(database)
    with TemporaryDirectory() as folder, ArchiveSource(options.archive, workspace=Path(folder)) as source:
        await index_source(database, source)
        bench = Bench(database, places_of(read_pages(source, SilentProgress()).documents), source.inventory)
        asked = [*golden(), *(each for file in options.judged for each in judged(file))]
        answers = await bench.ask(asked)
        lines = [*by_kind(asked, bench.ranks(asked, answers)), "", "Claims that do not hold:"]
        lines += bench.broken(asked, answers)
        lines += ["", *(await ablations(bench, asked, answers))] if options.ablations else []
        lines += ["", *(await bench.names())] if options.names else []
        print("\n".join(lines))
    await database.aclose()


def main() -> None:
    """Read the arguments and run on the database that they name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("archive", type=existing_path, help="Python's HTML documentation, best of 3.13")
    parser.add_argument("--judged", type=existing_file, action="append", default=[], help="judged queries, JSON lines")
    parser.add_argument("--ablations", action="store_true", help="leave out each signal in turn")
    parser.add_argument("--names", action="store_true", help="type every name of the inventory in full")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own rather than on SQLite")
    options = parser.parse_args()
    with ExitStack() as stack:
        if not options.postgres:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            database: Database = SQLiteDatabase(SQLiteSettings(path=folder / "index.db"))
        else:
            server = stack.enter_context(PostgresServer(find_binaries()))
            hosts, password = (f"{server.host}:{server.port}",), SecretStr(server.password)
            name = server.create_database()
            database = PostgresDatabase(
                PostgresSettings(username=server.username, password=password, hosts=hosts, name=name)
            )
        asyncio.run(run(options, database))


if __name__ == "__main__":
    with reported():
        main()
