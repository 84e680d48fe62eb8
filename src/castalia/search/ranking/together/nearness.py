"""A query's vectors in, out which sections of a collection are nearest to them, and how near those are.

Of very many sections, which ones are near is estimated by codes, and only those that seem near are compared exactly.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

from castalia.search.ranking.codes import differences, encode
from castalia.search.ranking.level import level
from castalia.search.ranking.meaning import RELATED, Vectors, vectors_of_all
from castalia.search.ranking.memory import Memory
from castalia.search.ranking.together.collection import breathe
from castalia.text.embedding import load_embedding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.ranking.codes import Codes, Differences
    from castalia.search.ranking.ranking import Numbers
    from castalia.search.ranking.together.collection import Collection, Ids
    from castalia.search.ranking.together.question import Question
    from castalia.text.embedding import Vector

    Mask = NDArray[np.bool_]

CODES = 64 * 1024 * 1024
"""Bytes of codes for each database; those of a million sections take 16 MB."""

SAMPLE = 32
"""One of so many tells about how near most are."""

NOTHING = float(np.finfo(np.float32).min)
"""Less than any cosine, and more than what cannot be compared has."""

_memory: Memory[Codes] = Memory(CODES, lambda codes: codes.nbytes)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring sets that are compared with the same vector.

    Args:
        query: The vector.
        begins: The number of the first section of each set, and at the end that after the last section.
        vectors: The vectors of each set.
    """

    query: Vector
    begins: list[int]
    vectors: list[Vectors]

    @property
    def sections(self) -> slice:
        """All sections of these sets."""
        return slice(self.begins[0], self.begins[-1])

    def of(self, ids: Ids) -> Vector:
        """Give the cosines of some sections, in their order."""
        bounds = np.searchsorted(ids, self.begins).tolist()
        parts = [
            (own, ids[first:last] - begin)
            for own, begin, (first, last) in zip(self.vectors, self.begins, pairwise(bounds), strict=False)
            if first < last
        ]
        if not parts:
            return np.empty(0, np.float32)
        rows = np.concatenate([own.rows.take(numbers, axis=0) for own, numbers in parts])
        return Vectors(rows, np.concatenate([own.scales.take(numbers) for own, numbers in parts])).times(self.query)


class Nearness(Protocol):
    """How near the sections of a collection are to a query by meaning."""

    counts: ClassVar[bool]
    """Whether all that are related are known."""

    enough: ClassVar[int]
    """So many of the nearest hold those that are best by all that is known."""

    def nearest(self, count: int, inside: Mask | None) -> Mask:
        """Tell which sections are nearest, some more than are wanted where several are equally near.

        Args:
            count: How many are wanted.
            inside: Those that come into question; all of them when absent.
        """

    def about(self, ids: Ids) -> Vector:
        """Estimate the cosines of some sections, in their order."""

    def of(self, ids: Ids) -> Vector:
        """Give the cosines of some sections, in their order; 0 where nothing can be said."""

    def related(self, ids: Ids, cosines: Numbers) -> Ids:
        """Give the sections that may answer by meaning alone.

        Args:
            ids: Some that were looked at closely.
            cosines: How near these are.
        """


@dataclass(frozen=True, slots=True)
class Exact:
    """All sections were compared."""

    cosines: Vector
    counts: ClassVar[bool] = True
    enough: ClassVar[int] = 3_000

    def nearest(self, count: int, inside: Mask | None) -> Mask:
        """Tell which sections are nearest."""
        # Those that are related are few, and enough of them say the same as all.
        related = self.cosines >= RELATED
        among = self.cosines[related if inside is None else related & inside]
        if len(among) <= count:
            among = self.cosines if inside is None else self.cosines[inside]
        near: Mask = self.cosines >= max(level(among, count), NOTHING)
        return near

    def about(self, ids: Ids) -> Vector:
        """Give the cosines of some sections, which are known."""
        return self.of(ids)

    def of(self, ids: Ids) -> Vector:
        """Give the cosines of some sections."""
        found = self.cosines[ids]
        return np.where(found < NOTHING, np.float32(0.0), found)

    def related(self, ids: Ids, cosines: Numbers) -> Ids:  # noqa: ARG002 - Of all sections it is known.
        """Give the sections that may answer by meaning alone."""
        return np.flatnonzero(self.cosines >= RELATED)


@dataclass(frozen=True, slots=True)
class Estimated:
    """Of all sections only the codes were compared."""

    sections: int
    runs: Sequence[Run]
    differing: Sequence[Differences]
    bits: int
    counts: ClassVar[bool] = False
    enough: ClassVar[int] = 20_000

    def nearest(self, count: int, inside: Mask | None) -> Mask:
        """Tell which sections seem nearest."""
        among = [
            differing if inside is None else differing[inside[run.sections]]
            for run, differing in zip(self.runs, self.differing, strict=True)
        ]

        # A sample tells about where it is, and to count a few times takes a tenth of what sorting takes.
        sample = [each[::SAMPLE] for each in among]
        farthest = bisect_left(range(self.bits), count / SAMPLE, key=lambda bits: _reach(sample, bits))
        while farthest < self.bits and _reach(among, farthest) < count:
            farthest += 1
        while farthest and _reach(among, farthest - 1) >= count:
            farthest -= 1
        near = np.zeros(self.sections, np.bool_)
        for run, differing in zip(self.runs, self.differing, strict=True):
            np.less_equal(differing, farthest, out=near[run.sections])
        return near

    def about(self, ids: Ids) -> Vector:
        """Estimate the cosines of some sections by their bits.

        So many bits of two vectors differ as the angle between them is of a half circle (Charikar, Similarity
        Estimation Techniques from Rounding Algorithms, 2002).
        """
        cosine_of = np.cos(np.pi * np.arange(self.bits + 1) / self.bits).astype(np.float32)
        cosines = np.zeros(len(ids), np.float32)
        for run, differing in zip(self.runs, self.differing, strict=True):
            own = slice(*np.searchsorted(ids, (run.begins[0], run.begins[-1])).tolist())
            cosines[own] = cosine_of[differing[ids[own] - run.begins[0]]]
        return cosines

    def of(self, ids: Ids) -> Vector:
        """Compare some sections exactly."""
        cosines = np.zeros(len(ids), np.float32)
        for run in self.runs:
            own = slice(*np.searchsorted(ids, (run.begins[0], run.begins[-1])).tolist())
            cosines[own] = run.of(ids[own])
        return cosines

    def related(self, ids: Ids, cosines: Numbers) -> Ids:
        """Give those of some sections that may answer by meaning alone."""
        return ids[cosines >= RELATED]


def _reach(differing: Sequence[Differences], bits: int) -> int:
    """Count those of which so many bits differ at most."""
    return sum(int(np.count_nonzero(each <= bits)) for each in differing)


async def compare(
    session: AsyncSession, collection: Collection, questions: Sequence[Question], *, exactly: bool
) -> Exact | Estimated | None:
    """Compare the sections of a collection with a query by meaning; ``None`` where nothing can be said of any.

    Args:
        session: A session to read with.
        collection: The collection.
        questions: The query in each language, with the sets that it is asked of.
        exactly: Whether all vectors are compared.
    """
    embedding = load_embedding()
    if embedding is None:
        return None
    sought = {
        number: vector
        for each in questions
        if (vector := embedding.of_query(each.query.words)).any()
        for number in each.sets
    }
    vectors = await vectors_of_all(session, collection.by_key, embedding.dimensions)
    runs = _runs(collection, sought, vectors)
    if not runs:
        return None
    if exactly:
        cosines = np.full(collection.sections, -np.inf, np.float32)
        for run in runs:
            cosines[run.sections] = np.concatenate([own.times(run.query) for own in run.vectors])
        return Exact(cosines)
    codes = await _codes_of(session, collection, vectors)
    differing = [differences(codes[:, run.sections], encode(run.query[None, :])) for run in runs]
    return Estimated(collection.sections, runs, differing, embedding.dimensions)


def _runs(collection: Collection, sought: dict[int, Vector], vectors: Sequence[Vectors]) -> list[Run]:
    """Put neighbours together that are compared with the same vector, those left out of which nothing can be said."""
    runs: list[Run] = []
    begins = collection.begins.tolist()
    for number, own in enumerate(vectors):
        query = sought.get(number)
        if query is None or not len(own.rows):
            continue
        if not runs or runs[-1].query is not query or runs[-1].begins[-1] != begins[number]:
            runs.append(Run(query, [begins[number]], []))
        runs[-1].begins.append(begins[number + 1])
        runs[-1].vectors.append(own)
    return runs


async def _codes_of(session: AsyncSession, collection: Collection, vectors: Sequence[Vectors]) -> Codes:
    """Give the codes of a collection's vectors, made once."""
    dimensions = max(each.rows.shape[1] for each in vectors)
    key = collection.number, dimensions
    known = _memory.get(session, key)
    if known is None:
        words = encode(np.zeros((1, dimensions), np.int8)).shape[0]
        known = np.zeros((words, collection.sections), np.uint64)
        for (begin, end), own in zip(pairwise(collection.begins.tolist()), vectors, strict=True):
            if len(own.rows):
                known[:, begin:end] = encode(own.rows)
                await breathe()
        _memory.put(session, key, known)
    return known
