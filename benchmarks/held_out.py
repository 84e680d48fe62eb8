"""How good the weights are on queries that had no part in choosing them.

``python -m benchmarks.held_out INDEX.db ARCHIVE --judged FILE`` chooses the weights again on four fifths of all queries
and scores the rest with them, many times over. ``words`` is the measure of the others and ``name`` a rule: both stay.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.command_line import existing_archive, existing_file, existing_index, reported
from benchmarks.judging import SEEN, figures, places_of
from benchmarks.overlap import also_learned
from benchmarks.relevance import golden, judged
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import SilentProgress
from castalia.search.ranking.ranking import WEIGHTS
from castalia.search.search import search
from castalia.source.archive import ArchiveSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from benchmarks.judging import Places
    from benchmarks.relevance import Asked
    from castalia.search.results import Result

CHOICES: Mapping[str, Sequence[float]] = {
    "meaning": (0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0),
    "popularity": (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4),
    "folder": (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0),
    "mentioned": (0.0, 0.25, 0.5, 0.75, 1.0, 1.5),
}
"""What each weight may become."""

FOLDS = 5
SWEEPS = 2
"""Choosing one weight after the other twice; a third time changed nothing."""

PAGE, PAGES = 100, 2
"""So many pages hold all that is looked at closely, whatever the weights."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What every signal says of every candidate of every query.

    Args:
        groups: What kind of query each is, all golden ones together.
        values: The signals of each candidate, in the order of ``WEIGHTS``.
        present: Which candidates there are.
        right: Which of them answer the query.
    """

    groups: NDArray[np.str_]
    values: NDArray[np.float32]
    present: NDArray[np.bool_]
    right: NDArray[np.bool_]

    def ranks(self, weights: NDArray[np.float32]) -> NDArray[np.int64]:
        """Give the rank of the first right candidate of each query; 0 where none is on the first page."""
        scores = np.where(self.present, self.values @ weights, -np.inf)
        best = np.where(self.right, scores, -np.inf).max(axis=1)
        ranks = 1 + (scores > best[:, None]).sum(axis=1)
        return np.where((ranks <= SEEN) & np.isfinite(best), ranks, 0)

    def quality(self, weights: NDArray[np.float32], among: NDArray[np.bool_]) -> float:
        """Give the mean of all groups' MRR@10, so that a large group counts no more than a small one."""
        ranks = self.ranks(weights)
        reciprocal = np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0.0)
        groups = np.unique(self.groups)
        return float(np.mean([reciprocal[among & (self.groups == group)].mean() for group in groups]))


async def measure(session: AsyncSession, asked: Sequence[Asked], places: Places, version: str) -> Measured:
    """Ask every query for all that is looked at closely."""
    shape = len(asked), PAGE * PAGES
    values = np.zeros((*shape, len(WEIGHTS)), np.float32)
    present, right = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for row, each in enumerate(asked):
        wanted = {places.same(path) for path in each.right}
        distinct = {places.same(result.path): result for result in reversed(await _all(session, each.query, version))}
        for column, (place, result) in enumerate(distinct.items()):
            told = {part.signal: part.value for part in result.explanation or ()}
            values[row, column] = [told[signal] for signal in WEIGHTS]
            present[row, column], right[row, column] = True, place in wanted
    groups = np.array(["golden" if each.judgement else each.kind for each in asked])
    return Measured(groups, values, present, right)


async def _all(session: AsyncSession, query: str, version: str) -> list[Result]:
    found: list[Result] = []
    for page in range(PAGES):
        answer = await search(session, query, version=version, limit=PAGE, offset=page * PAGE, explain=True)
        found += answer.results
    return found[: PAGE * PAGES]


def choose(measured: Measured, among: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Choose weights on some of the queries, one after the other, beginning in the middle of what each may become."""
    signals = list(WEIGHTS)
    weights = np.array([_beginning(signal) for signal in signals], np.float32)
    for _ in range(SWEEPS):
        for signal, choices in CHOICES.items():
            column = signals.index(signal)
            tried = [np.where(np.arange(len(signals)) == column, np.float32(choice), weights) for choice in choices]
            weights = max(tried, key=lambda each: measured.quality(each, among))
    return weights


def _beginning(signal: str) -> float:
    return CHOICES[signal][len(CHOICES[signal]) // 2] if signal in CHOICES else WEIGHTS[signal]


def folds(groups: NDArray[np.str_], chance: np.random.Generator) -> NDArray[np.int64]:
    """Give the fold of each query, every group being spread evenly over all."""
    fold = np.zeros(len(groups), np.int64)
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        fold[members] = chance.permutation(len(members)) % FOLDS
    return fold


def validate(measured: Measured, repeats: int) -> Iterator[str]:
    """Choose on four fifths, score the last fifth; give the figures beside those of the weights that ship."""
    chance = np.random.default_rng(0)
    chosen: defaultdict[str, Counter[float]] = defaultdict(Counter)
    ranks: list[NDArray[np.int64]] = []
    for _ in range(repeats):
        fold, held_out = folds(measured.groups, chance), np.zeros(len(measured.groups), np.int64)
        for number in range(FOLDS):
            weights = choose(measured, fold != number)
            held_out[fold == number] = measured.ranks(weights)[fold == number]
            for signal, weight in zip(WEIGHTS, weights.tolist(), strict=True):
                chosen[signal][round(weight, 3)] += 1
        ranks.append(held_out)
    shipped = measured.ranks(np.array(list(WEIGHTS.values()), np.float32))
    everything = choose(measured, np.ones(len(measured.groups), np.bool_))
    yield f"chosen on all: {dict(zip(WEIGHTS, map(float, np.round(everything, 3)), strict=True))}"
    yield "| set | n | as shipped | chosen on all | held out |"
    yield "| --- | ---: | --- | --- | --- |"
    for group in np.unique(measured.groups):
        of_group = measured.groups == group
        told = (shipped[of_group], measured.ranks(everything)[of_group], np.concatenate([r[of_group] for r in ranks]))
        yield f"| {group} | {of_group.sum()} | {' | '.join(map(_cell, told))} |"
    for signal in CHOICES:
        times = ", ".join(f"{weight:g}: {count}" for weight, count in sorted(chosen[signal].items()))
        yield f"- `{signal}` ({WEIGHTS[signal]:g} ships) was chosen as {times}"


def _cell(ranks: NDArray[np.int64]) -> str:
    told = figures([rank or None for rank in ranks.tolist()])
    return f"{told.reciprocal:.3f} / {told.first:.3f} / {told.early:.3f}"


async def run(options: argparse.Namespace) -> None:
    """Measure, and print."""
    asked = [*golden(), *(each for file in options.judged for each in judged(file))]
    if options.questions:
        learned = also_learned([each.query for each in asked], options.questions)
        print("\n".join((f"{len(learned)} queries are among those learned from; they are left out:", *sorted(learned))))
        asked = [each for each in asked if each.query not in learned]
    with TemporaryDirectory() as folder, ArchiveSource(options.archive, workspace=Path(folder)) as source:
        places, version = places_of(read_pages(source, SilentProgress()).documents), source.release.version
    database = SQLiteDatabase(SQLiteSettings(path=options.index))
    async with database.lifespan(), database.read_session() as session:
        measured = await measure(session, asked, places, version)
    print("\n".join(validate(measured, options.repeats)))


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.held_out", description=__doc__)
    parser.add_argument("index", type=existing_index, help="the index in SQLite that holds the archive's version")
    parser.add_argument("archive", type=existing_archive, help="Python's HTML documentation that the queries are about")
    parser.add_argument("--judged", type=existing_file, action="append", default=[], help="judged queries, JSON lines")
    parser.add_argument("--questions", type=existing_file, help="what was learned from, to be left out")
    parser.add_argument("--repeats", type=int, default=10, help="how often the queries are parted anew (default 10)")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    with reported():
        main()
