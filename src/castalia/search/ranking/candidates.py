"""Candidates: the sections that match best by words, by meaning or by name; the best of them are looked at closely."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from castalia.search.lanes import count, lanes_of, within
from castalia.search.ranking.columns import columns_of
from castalia.search.ranking.hits import Sought
from castalia.search.ranking.meaning import RELATED, similarities
from castalia.search.ranking.names import names_borne
from castalia.search.ranking.ranking import Features, NameHit, first_scores, names_score
from castalia.search.ranking.sections import section_rows
from castalia.search.ranking.words import common_rarity, match_words, weigh_terms
from castalia.search.stopwatch import timed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.lanes import Lane
    from castalia.search.ranking.columns import Columns
    from castalia.search.ranking.ranking import Numbers
    from castalia.search.ranking.section_row import SectionRow
    from castalia.search.ranking.words import Words
    from castalia.text.embedding import Vector

    Ids = NDArray[np.intp]
    Marked = NDArray[np.bool_]

POOL = 100
"""So many sections are taken by their words, and as many by meaning; beyond them hardly a right answer was found."""

ALONG = 10
"""So many of the next best are read along: they are shown to whoever asks for more, or in other words."""

RESTRICTED_POOL = 1000
"""So many are taken where most of them may be left out by what else is asked of them."""


class Candidate(NamedTuple):
    """A section with what ranking needs to know of it, and the score that follows from that."""

    row: SectionRow
    features: Features
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A set to search, and the query as it is understood in the set's language."""

    documentation: DocumentationSet
    query: Query


@dataclass(frozen=True, slots=True)
class Pool:
    """All candidates of a set, how many sections match, the rarity of each term, and how many of each lane match.

    ``named`` tells whether something bears the whole query as its name, in whatever lane it lies; ``is_counted``
    whether ``total`` and ``lanes`` count all that matches: of very many sections those that are related by meaning
    alone are counted only among the nearest.
    """

    asked: Asked
    candidates: tuple[Candidate, ...]
    total: int
    rarity: Mapping[str, float]
    lanes: tuple[int, ...] = ()
    named: bool = False
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Among:
    """What is wanted of each set.

    Args:
        wanted: So many at least.
        lane: Of this lane, or of all.
        alone: Whether it is the only set.
        best: How well the words match of the section of all sets that they match best.
    """

    wanted: int
    lane: Lane | None
    alone: bool
    best: float


class Ranked(NamedTuple):
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
    alone = len(asked) == 1
    best = max(float(each.scores.max(initial=0.0)) for each in words) or 1.0
    among = Among(wanted, lane, alone, best)
    return [
        await _of_set(session, each, own, scored, among=among)
        for each, own, scored in zip(asked, columns, words, strict=True)
    ]


async def _of_set(session: AsyncSession, asked: Asked, columns: Columns, words: Words, *, among: Among) -> Pool:
    """Find the candidates of one set."""
    query, documentation = asked.query, asked.documentation
    hits = await _name_hits(session, asked)
    lanes = await lanes_of(session, documentation, columns)
    inside = within(lanes, among.lane)
    cosines = await similarities(session, documentation, query.words)
    related = None if cosines is None else cosines >= RELATED
    looked_at = np.zeros(len(lanes), np.bool_)
    looked_at[_promising(query, words, cosines, related, inside=inside, wanted=among.wanted)] = True
    matching = words.matching if related is None else words.matching | related
    if hits:
        named = np.fromiter(hits, np.intp, len(hits))
        matching[named] = True
        looked_at[named if inside is None else named[inside[named]]] = True
    ids = np.flatnonzero(looked_at)
    known = _Known(words.scores, among.best, cosines, columns, hits)
    scores = known.scores(query, ids)
    chosen, next_best = _chosen(ids, scores, query, among)
    rows = await section_rows(session, documentation, query, ids[chosen].tolist(), along=ids[next_best].tolist())
    score_of = dict(zip(ids[chosen].tolist(), scores[chosen].tolist(), strict=True))
    restricted = query.is_restricted
    return Pool(
        asked,
        tuple(Candidate(row, known.features(row.id), score_of[row.id]) for row in rows),
        total=len(rows) if restricted else int(np.count_nonzero(_both(matching, inside))),
        rarity=words.rarity,
        lanes=() if restricted else count(lanes, matching),
        named=any(hit.whole for borne in hits.values() for hit in borne),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the sections of a set.

    Args:
        words: How well the words of each match.
        best: How well those of the best one do.
        cosines: How near each is by meaning; ``None`` where nothing can be said.
        columns: The columns of the set.
        hits: The names by which sections were asked for.
    """

    words: Vector
    best: float
    cosines: Vector | None
    columns: Columns
    hits: Mapping[int, list[NameHit]]

    def scores(self, query: Query, ids: Ids) -> Numbers:
        """Give the scores of some sections."""
        cosines = None if self.cosines is None else self.cosines[ids].astype(np.float64)
        scores = first_scores(self.words[ids] / self.best, cosines, self.columns.prior[ids])
        if self.hits:
            for place, number in enumerate(ids.tolist()):
                if number in self.hits:
                    scores[place] += names_score(query, self.hits[number])
        return scores

    def features(self, number: int) -> Features:
        """Give what is known of a section."""
        return Features(
            lexical=float(self.words[number]) / self.best,
            meaning=float(self.cosines[number]) if self.cosines is not None else 0.0,
            popularity=float(self.columns.popularity[number]),
            folder=self.columns.folder_names[self.columns.folders[number]],
            hits=self.hits.get(number, ()),
        )


def _chosen(ids: Ids, scores: Numbers, query: Query, among: Among) -> tuple[Ids, Ids]:
    """Give the places of what is to be read, and of what is worth reading along: of one set only what is shown.

    Of several sets lower places count too, since what they have in common is one result.
    """
    if query.is_restricted or not among.alone:
        return np.arange(len(ids)), ids[:0]
    ranked = np.argsort(-scores, kind="stable")
    return np.sort(ranked[: among.wanted]), ranked[among.wanted : among.wanted + ALONG]


def _promising(
    query: Query,
    words: Words,
    cosines: Vector | None,
    related: Marked | None,
    *,
    inside: Marked | None,
    wanted: int,
) -> Ids:
    """Give the sections that may be the best by words and by meaning, some of them twice."""
    pool = RESTRICTED_POOL if query.is_restricted else max(POOL, wanted)
    worded = leading(words.scores, pool, among=_both(words.matching, inside))
    if cosines is None or related is None:
        return worded
    return np.concatenate((worded, leading(cosines, max(POOL, wanted), among=_both(related, inside))))


def _both(sections: Marked, inside: Marked | None) -> Marked:
    """Leave out what lies in other lanes, where one is asked for."""
    return sections if inside is None else sections & inside


def leading(scores: Vector, count: int, *, among: Marked) -> Ids:
    """Give the ids of the sections with the highest scores, in no order.

    Args:
        scores: The score of every section.
        count: How many to give at most.
        among: Which sections come into question.
    """
    ids = np.flatnonzero(among)
    return ids if len(ids) <= count else ids[np.argpartition(scores[ids], -count)[-count:]]


async def _name_hits(session: AsyncSession, asked: Asked) -> Mapping[int, list[NameHit]]:
    """Find the sections that bear the query as a name, and those whose whole name stands among its words."""
    hits: defaultdict[int, list[NameHit]] = defaultdict(list)
    sought = Sought(asked.query)
    borne = await names_borne(session, asked.documentation, sought.whole, sought.phrases)
    for key, parts, name, role, section_id, anchor in borne:
        hit = sought.hit(key, parts, name, role, anchor=anchor)
        if hit is not None:
            hits[section_id].append(hit)
    return hits
