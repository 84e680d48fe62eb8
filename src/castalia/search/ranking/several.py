"""Candidates of several sets that are searched together: one look at all sections, a close one at the best of all.

What a search of one set asks the database is asked for all sets at once, what it computes is computed on arrays of all
sections, and rows are read only of what can be shown.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from castalia.search.lanes import NO_LANE, ORDER
from castalia.search.ranking.candidates import Pool
from castalia.search.ranking.together.borne import find_borne
from castalia.search.ranking.together.close import Known, look_closely
from castalia.search.ranking.together.collection import collection_of
from castalia.search.ranking.together.nearness import compare
from castalia.search.ranking.together.question import questions_of
from castalia.search.ranking.together.shown import find_shown
from castalia.search.ranking.together.terms import match_terms
from castalia.search.stopwatch import timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.lanes import Lane
    from castalia.search.ranking.candidates import Asked, Candidate
    from castalia.search.ranking.together.close import Close

EXACTLY = 250_000
"""Up to so many sections all vectors are compared exactly, so that what is related can be counted."""


@timed("candidates")
async def find_together(
    session: AsyncSession,
    asked: Sequence[Asked],
    *,
    wanted: int,
    spare: int = 0,
    lane: Lane | None = None,
    exactly_up_to: int = EXACTLY,
) -> list[Pool]:
    """Find what may answer a query in several sets.

    Args:
        session: A session to read with.
        asked: The sets to search.
        wanted: So many of the best of all are certainly among them, where there are as many, whatever their versions.
        spare: So many more are looked at, since what is best in one version may stand lower in the newest one.
        lane: The lane that they must lie in.
        exactly_up_to: Of more sections, which vectors are near is estimated first.
    """
    collection = await collection_of(session, [each.documentation for each in asked])
    questions = questions_of(asked)
    exactly = collection.sections <= exactly_up_to
    most = (wanted + spare) * collection.versions
    with collection.scores() as scores:
        words = await match_terms(session, collection, questions, scores)
        hits = await find_borne(session, collection, questions)
        nearness = await compare(session, collection, questions, exactly=exactly)
        known = Known(collection, words, np.flatnonzero(words.matching), hits, nearness, collection.within(lane))
        close = look_closely(known, asked, most)
    shown = await find_shown(session, known, asked, close, most=most, wanted=wanted)
    return _pools(known, asked, close, shown, lane)


def _pools(
    known: Known, asked: Sequence[Asked], close: Close, shown: Sequence[tuple[int, Candidate]], lane: Lane | None
) -> list[Pool]:
    """Put the candidates of each set together, and count what matches there."""
    counts = known.count(close)
    totals = counts.sum(axis=1) if lane is None else counts[:, ORDER.index(lane)]
    candidates: defaultdict[int, list[Candidate]] = defaultdict(list)
    for edition, candidate in shown:
        candidates[edition].append(candidate)
    whole = [number for number, hits in known.hits.items() if any(hit.whole for hit in hits)]
    named = set(known.collection.editions(np.array(whole, np.intp)).tolist())
    return [
        Pool(
            each,
            tuple(candidates[edition]),
            total=total,
            rarity=known.words.rarity,
            lanes=tuple(of_lanes[:NO_LANE]),
            named=edition in named,
            is_counted=known.nearness is None or known.nearness.counts,
        )
        for edition, (each, total, of_lanes) in enumerate(zip(asked, totals.tolist(), counts.tolist(), strict=True))
    ]
