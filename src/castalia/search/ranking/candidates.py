"""Candidates: the sections that match best by words, by meaning or by name; the best of them are looked at closely."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import bindparam, or_, select

from castalia.database.models import Name, Section
from castalia.search.conditions import fulfilling, where
from castalia.search.gone import SetGoneError
from castalia.search.lanes import count, lanes_of, within
from castalia.search.ranking.columns import columns_of
from castalia.search.ranking.meaning import RELATED, similarities
from castalia.search.ranking.ranking import Features, NameHit, first_scores
from castalia.search.ranking.words import match_words
from castalia.search.stopwatch import timed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.lanes import Lane, LaneCount
    from castalia.text.embedding import Vector

POOL = 100
"""So many sections are taken by their words, and as many by meaning; beyond them hardly a right answer was found."""

RESTRICTED_POOL = 1000
"""So many are taken where most of them may be left out by what else is asked of them."""

NAMES = 400
"""So many names are looked at; only words such as ``name`` or ``read`` are borne by more."""

FEW = 64
"""Of so many candidates the texts are read along; reading those of the ten that are shown takes an errand more."""

# Tables instead of models: rows of columns need nothing of what a session does for entities.
SECTION = Section.__table__.c
NAME = Name.__table__.c

COLUMNS = (
    SECTION.id,
    SECTION.path,
    SECTION.anchor,
    SECTION.title,
    SECTION.kind,
    SECTION.name,
    SECTION.breadcrumb,
    SECTION.folder,
    SECTION.popularity,
)

ROWS = select(*COLUMNS).where(SECTION.set_id == bindparam("set_id"), SECTION.id.in_(bindparam("ids", expanding=True)))
ROWS_WITH_TEXTS = ROWS.add_columns(SECTION.signature, SECTION.text)

BORNE = (
    select(NAME.key, NAME.parts, NAME.name, NAME.role, NAME.section_id, NAME.anchor)
    .where(
        NAME.set_id == bindparam("set_id"),
        NAME.key.in_(bindparam("keys", expanding=True)),
        # A part of a name counts only where it is the whole query.
        or_(NAME.parts == 0, NAME.key.in_(bindparam("whole", expanding=True))),
    )
    .order_by(NAME.parts, NAME.id)
    .limit(NAMES)
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section with what ranking needs to know of it; ``row`` holds ``COLUMNS``."""

    row: Row[*tuple[Any, ...]]
    features: Features


@dataclass(frozen=True, slots=True)
class Pool:
    """All candidates, how many sections match, the rarity of each term of the query, and how many of each lane match.

    ``named`` tells whether something bears the whole query as its name, in whatever lane it lies. Where the candidates
    are few, their rows hold ``signature`` and ``text`` too, and ``has_texts`` says so.
    """

    candidates: tuple[Candidate, ...]
    total: int
    rarity: Mapping[str, float]
    lanes: tuple[LaneCount, ...] = ()
    named: bool = False
    has_texts: bool = False


@timed("candidates")
async def find_candidates(
    session: AsyncSession,
    query: Query,
    documentation: DocumentationSet,
    *,
    wanted: int = 10,
    lane: Lane | None = None,
) -> Pool:
    """Find what may answer a query in a documentation.

    Args:
        session: A session to read with.
        query: The query.
        documentation: The set to search.
        wanted: So many of the best are certainly among them, where there are as many.
        lane: The lane that they must lie in.
    """
    columns = await columns_of(session, documentation)
    words = await match_words(session, documentation, columns, query.terms)
    hits = await _name_hits(session, query, documentation.id)
    lanes = await lanes_of(session, documentation, columns)
    inside = within(lanes, lane)
    cosines = await similarities(session, documentation, query.words)
    shares = words.scores / (words.scores.max(initial=0.0) or 1.0)
    restricted = query.is_restricted
    pool = RESTRICTED_POOL if restricted else max(POOL, wanted)
    ids = leading(words.scores, pool, among=words.matching & inside)
    if cosines is not None:
        # ``np.union1d`` would do the same, and import masked arrays for it: a tenth of a cold start.
        either = np.zeros(len(cosines), np.bool_)
        either[ids] = either[leading(cosines, max(POOL, wanted), among=(cosines >= RELATED) & inside)] = True
        ids = np.flatnonzero(either)
    if not restricted:
        # What names add is known of all that bear them, so only the best of the others can be among the best.
        among = np.zeros(len(shares), np.bool_)
        among[ids] = True
        ids = leading(first_scores(shares, cosines, columns), wanted, among=among)
    chosen = {*ids.tolist(), *(number for number in hits if inside[number])}
    matching = words.matching.copy()
    matching[list(hits)] = True
    counts = () if restricted else count(lanes, matching)
    named = any(hit.whole for borne in hits.values() for hit in borne)
    if not chosen:
        return Pool((), 0, words.rarity, counts, named)
    has_texts = len(chosen) <= FEW
    statement = ROWS_WITH_TEXTS if has_texts else ROWS
    conditions = where(query.understood.filters)
    # A statement that stays the same is neither built nor looked at again.
    statement = statement.where(*conditions) if conditions else statement
    rows = list(await session.execute(statement, {"set_id": documentation.id, "ids": sorted(chosen)}))
    if not rows and not query.understood.filters.place and not query.understood.filters.kind:
        raise SetGoneError(documentation)
    if restricted:
        kept = await fulfilling(session, query, documentation.id, [row.id for row in rows])
        rows = [row for row in rows if row.id in kept]
    candidates = tuple(
        Candidate(
            row,
            Features(
                lexical=float(shares[row.id]),
                meaning=float(cosines[row.id]) if cosines is not None else 0.0,
                popularity=row.popularity,
                folder=row.folder,
                hits=hits.get(row.id, ()),
            ),
        )
        for row in rows
    )
    total = len(candidates) if restricted else max(int((matching & inside).sum()), len(candidates))
    return Pool(candidates, total, words.rarity, counts, named, has_texts)


def leading(scores: Vector, count: int, *, among: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give the ids of the sections with the highest scores, in no order.

    Args:
        scores: The score of every section.
        count: How many to give at most.
        among: Which sections come into question.
    """
    ids = np.flatnonzero(among)
    return ids if len(ids) <= count else ids[np.argpartition(scores[ids], -count)[-count:]]


async def _name_hits(session: AsyncSession, query: Query, set_id: int) -> Mapping[int, list[NameHit]]:
    """Find the sections that bear the query as a name, and those whose whole name stands among its words."""
    hits: defaultdict[int, list[NameHit]] = defaultdict(list)
    letters = max(map(len, query.keys), default=1)
    values = {"set_id": set_id, "keys": [*query.keys, *query.phrases], "whole": query.keys}
    for key, parts, name, role, section_id, anchor in await session.execute(BORNE, values):
        share = min(1.0, len(key) / letters)
        hits[section_id].append(NameHit(name, role, anchor, parts, whole=key in query.keys, share=share))
    return hits
