"""Candidates: the sections that match best by words, by meaning or by name; the best of them are looked at closely."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
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
from castalia.search.ranking.words import common_rarity, match_words, weigh_terms
from castalia.search.stopwatch import timed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.lanes import Lane, LaneCount
    from castalia.search.ranking.columns import Columns
    from castalia.search.ranking.words import Words
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
class Asked:
    """A set to search, and the query as it is understood in the set's language."""

    documentation: DocumentationSet
    query: Query


@dataclass(frozen=True, slots=True)
class Pool:
    """All candidates of a set, how many sections match, the rarity of each term, and how many of each lane match.

    ``named`` tells whether something bears the whole query as its name, in whatever lane it lies. Where the candidates
    are few, their rows hold ``signature`` and ``text`` too, and ``has_texts`` says so.
    """

    asked: Asked
    candidates: tuple[Candidate, ...]
    total: int
    rarity: Mapping[str, float]
    lanes: tuple[LaneCount, ...] = ()
    named: bool = False
    has_texts: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place.

    Args:
        score: Its score; higher is better.
        pool: The pool that it was found in.
        candidate: The candidate.
        versions: The versions that it was found in, in the order in which they were searched.
    """

    score: float
    pool: Pool
    candidate: Candidate
    versions: tuple[str, ...]


@timed("candidates")
async def find_candidates(
    session: AsyncSession, asked: Sequence[Asked], *, wanted: int = 10, lane: Lane | None = None
) -> list[Pool]:
    """Find what may answer a query, in one set or in several, each by statements of its own.

    Words count by their rarity in all sets together, and as a share of the best section's of all: so the scores of
    several sets can be compared, and those of one set are what they are when it is searched alone.

    Args:
        session: A session to read with.
        asked: The sets to search.
        wanted: So many of the best of each are certainly among them, where there are as many.
        lane: The lane that they must lie in.
    """
    columns = [await columns_of(session, each.documentation) for each in asked]
    found = [
        await weigh_terms(session, each.documentation, own, each.query.terms)
        for each, own in zip(asked, columns, strict=True)
    ]
    rarity = common_rarity(found, [each.documentation.sections for each in asked])
    words = [match_words(terms, each.documentation.sections, rarity) for each, terms in zip(asked, found, strict=True)]
    best = max(each.scores.max(initial=0.0) for each in words) or 1.0
    return [
        await _of_set(session, each, own, replace(scored, scores=scored.scores / best), wanted=wanted, lane=lane)
        for each, own, scored in zip(asked, columns, words, strict=True)
    ]


async def _of_set(
    session: AsyncSession, asked: Asked, columns: Columns, words: Words, *, wanted: int, lane: Lane | None
) -> Pool:
    """Find the candidates of one set."""
    query, documentation = asked.query, asked.documentation
    hits = await _name_hits(session, query, documentation.id)
    lanes = await lanes_of(session, documentation, columns)
    inside = within(lanes, lane)
    cosines = await similarities(session, documentation, query.words)
    ids = _promising(query, words, cosines, columns, wanted=wanted, inside=inside)
    chosen = {*ids.tolist(), *(number for number in hits if inside[number])}
    matching = words.matching if cosines is None else words.matching | (cosines >= RELATED)
    matching[list(hits)] = True
    rows = await _rows(session, asked, sorted(chosen))
    candidates = tuple(
        Candidate(
            row,
            Features(
                lexical=float(words.scores[row.id]),
                meaning=float(cosines[row.id]) if cosines is not None else 0.0,
                popularity=row.popularity,
                folder=row.folder,
                hits=hits.get(row.id, ()),
            ),
        )
        for row in rows
    )
    restricted = query.is_restricted
    return Pool(
        asked,
        candidates,
        total=len(candidates) if restricted else int((matching & inside).sum()),
        rarity=words.rarity,
        lanes=() if restricted else count(lanes, matching),
        named=any(hit.whole for borne in hits.values() for hit in borne),
        has_texts=len(chosen) <= FEW,
    )


def _promising(
    query: Query,
    words: Words,
    cosines: Vector | None,
    columns: Columns,
    *,
    wanted: int,
    inside: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """Give the sections that may be the best by words and by meaning."""
    pool = RESTRICTED_POOL if query.is_restricted else max(POOL, wanted)
    among = np.zeros(len(inside), np.bool_)
    among[leading(words.scores, pool, among=words.matching & inside)] = True
    if cosines is not None:
        # ``np.union1d`` would do the same, and import masked arrays for it: a tenth of a cold start.
        among[leading(cosines, max(POOL, wanted), among=(cosines >= RELATED) & inside)] = True
    if query.is_restricted:
        return np.flatnonzero(among)
    # What names add is known of all that bear them, so only the best of the others can be among the best.
    return leading(first_scores(words.scores, cosines, columns), wanted, among=among)


async def _rows(session: AsyncSession, asked: Asked, ids: Sequence[int]) -> list[Row[*tuple[Any, ...]]]:
    """Read those of some sections that fulfil what else is asked of them."""
    if not ids:
        return []
    query, documentation = asked.query, asked.documentation
    filters = query.understood.filters
    statement = ROWS_WITH_TEXTS if len(ids) <= FEW else ROWS
    conditions = where(filters)
    # A statement that stays the same is neither built nor looked at again.
    statement = statement.where(*conditions) if conditions else statement
    rows = list(await session.execute(statement, {"set_id": documentation.id, "ids": ids}))
    if not rows and not filters.place and not filters.kind:
        raise SetGoneError(documentation)
    if not query.is_restricted:
        return rows
    kept = await fulfilling(session, query, documentation.id, [row.id for row in rows])
    return [row for row in rows if row.id in kept]


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
