"""Sets come in, a collection goes out: their sections one after another, so that one step does for all of them.

What took a step for each set takes one on a long array instead: of sixty sets, a tenth of the time.
"""

from __future__ import annotations

from asyncio import sleep
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from castalia.search.lanes import NO_LANE, ORDER, lanes_of
from castalia.search.ranking.columns import columns_of
from castalia.search.ranking.memory import Memory, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.lanes import Lane
    from castalia.search.ranking.columns import Columns
    from castalia.search.ranking.memory import SetKey
    from castalia.text.embedding import Vector

    Ids = NDArray[np.intp]

REMEMBERED = 64 * 1024 * 1024
"""Bytes of collections for each database; one of a million sections takes 18 MB."""

LANES = NO_LANE + 1
"""The lanes, and after them what lies in none."""

_numbers = count()


@dataclass(frozen=True, slots=True)
class Collection:
    """Several sets, whose sections are numbered through.

    Args:
        sets: The sets, in the order in which they are searched.
        keys: The key of each.
        versions: How many of them are versions of one project at most.
        columns: The columns of each.
        begins: The number of the first section of each, and at the end that of all sections.
        prior: What can be said of each section's score before it is known what is asked.
        places: The set and the lane of each section in one number, as they are counted.
        runs: The first section of each run of neighbours that have the same place.
        things: What each section is called in all versions, as a hash; 0 where that was not looked at yet.
        number: The collection's own number, by which more is remembered of it.
    """

    sets: tuple[DocumentationSet, ...]
    keys: tuple[SetKey, ...]
    versions: int
    columns: tuple[Columns, ...]
    begins: Ids
    prior: Vector
    places: NDArray[np.unsignedinteger[Any]]
    runs: Ids
    things: NDArray[np.int64]
    number: int = field(default_factory=lambda: next(_numbers))
    _spare: list[Vector] = field(default_factory=list)

    @property
    def by_key(self) -> dict[SetKey, DocumentationSet]:
        """The sets by their keys."""
        return dict(zip(self.keys, self.sets, strict=True))

    @property
    def sections(self) -> int:
        """How many sections there are."""
        return len(self.places)

    @contextmanager
    def scores(self) -> Iterator[Vector]:
        """Lend an array of a number for each section, as the last one left it.

        A new array of some megabytes costs as much as what is done with it: the system gives every page anew.
        """
        lent = self._spare.pop() if self._spare else np.empty(self.sections, np.float32)
        yield lent
        if not self._spare:
            self._spare.append(lent)

    @property
    def size(self) -> int:
        """The bytes that it takes beside what is remembered of its sets."""
        kept = (self.begins, self.prior, self.places, self.runs, self.things)
        return sum(each.nbytes for each in kept) + self.sections * np.dtype(np.float32).itemsize

    def within(self, lane: Lane | None) -> NDArray[np.bool_] | None:
        """Tell which sections lie in a lane; ``None`` where all of them are asked for."""
        return None if lane is None else self.places % LANES == ORDER.index(lane)

    def editions(self, ids: Ids) -> Ids:
        """Give the number of the set that each section lies in."""
        return np.searchsorted(self.begins, ids, side="right") - 1

    def count(self, ids: Ids) -> NDArray[np.intp]:
        """Count sections by set and lane."""
        return np.bincount(self.places[ids], minlength=len(self.sets) * LANES).reshape(-1, LANES)

    def count_in_order(self, ids: Ids) -> NDArray[np.intp]:
        """Count very many sections by set and lane.

        Args:
            ids: The sections, in their order.
        """
        # Sections of a folder are neighbours, so that the runs are few and their bounds are found at once.
        counts = np.diff(np.searchsorted(ids, self.runs), append=len(ids))
        added = np.bincount(self.places[self.runs], counts, minlength=len(self.sets) * LANES)
        return added.astype(np.intp).reshape(-1, LANES)

    def by_set(self, ids: Ids) -> Iterator[tuple[int, slice, Ids]]:
        """Give the sets that some sections lie in, which of the sections those are, and their numbers in the set.

        Args:
            ids: The sections, in their order.
        """
        bounds = np.searchsorted(ids, self.begins).tolist()
        begins = self.begins.tolist()
        for number, (first, last) in enumerate(pairwise(bounds)):
            if first < last:
                yield number, slice(first, last), ids[first:last] - begins[number]


_memory: Memory[Collection] = Memory(REMEMBERED, lambda collection: collection.size)


async def collection_of(session: AsyncSession, sets: Sequence[DocumentationSet]) -> Collection:
    """Give the collection of some sets, put together once for as long as all of them live."""
    key = tuple(map(key_of, sets))
    known = _memory.get(session, key)
    if known is None:
        known = await _collect(session, sets)
        _memory.put(session, key, known)
    return known


async def _collect(session: AsyncSession, sets: Sequence[DocumentationSet]) -> Collection:
    columns, lanes = [], []
    for each in sets:
        own = await columns_of(session, each)
        columns.append(own)
        lanes.append((await lanes_of(session, each, own)).numbers)
        await breathe()
    sizes = [len(each) for each in lanes]
    places = _places(lanes)
    return Collection(
        sets=tuple(sets),
        keys=tuple(map(key_of, sets)),
        versions=max(Counter(each.project for each in sets).values()),
        columns=tuple(columns),
        begins=np.cumsum([0, *sizes]),
        prior=np.concatenate([each.prior for each in columns]),
        places=places,
        runs=np.flatnonzero(np.diff(places, prepend=places[:1] + 1)),
        things=np.zeros(sum(sizes), np.int64),
    )


def _places(lanes: Sequence[NDArray[np.uint8]]) -> NDArray[np.unsignedinteger[Any]]:
    numbers = np.min_scalar_type(len(lanes) * LANES)
    return np.concatenate([each + numbers.type(number * LANES) for number, each in enumerate(lanes)])


async def breathe() -> None:
    """Let others be answered between two steps that take a millisecond or more."""
    await sleep(0)
