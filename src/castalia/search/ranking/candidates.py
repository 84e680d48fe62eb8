"""Candidates: the sections that match best by words, by meaning or by name; the best of them are looked at closely."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from castalia.search.conditions import fulfilling, passing
from castalia.search.lanes import lanes_of
from castalia.search.ranking.best import best
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
"""So many of the best of each set are taken where several are searched: what they have in common is one result."""

ALONG = 10
"""So many of the next best are read along: they are shown to whoever asks for more, or in other words."""

TEXTS = 30_000
"""So many texts are looked at for words that must or must not stand in them, of all sets together: all of one set."""

CLOSE = 1e-3
"""Scores that differ by less may lie the other way round when they are computed with more digits."""


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
        texts: So many texts of each may be looked at.
    """

    wanted: int
    lane: Lane | None
    alone: bool
    best: float
    texts: int


class Ranked(NamedTuple):
    """A candidate in its place.

    Args:
        score: Its score; higher is better.
        pool: The pool that it was found in.
        candidate: The candidate.
        versions: The versions that it was found in, in the order in which they were searched.
        features: What the score follows from: what is known of it in the version that answers best.
    """

    score: float
    pool: Pool
    candidate: Candidate
    versions: tuple[str, ...]
    features: Features


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
    highest = max(float(each.scores.max(initial=0.0)) for each in words) or 1.0
    among = Among(wanted, lane, alone, highest, TEXTS // len(asked))
    return [
        await _of_set(session, each, own, scored, among=among)
        for each, own, scored in zip(asked, columns, words, strict=True)
    ]


async def _of_set(session: AsyncSession, asked: Asked, columns: Columns, words: Words, *, among: Among) -> Pool:
    """Find the candidates of one set."""
    query, documentation = asked.query, asked.documentation
    hits = await _name_hits(session, asked)
    lanes = await lanes_of(session, documentation, columns)
    cosines = await similarities(session, documentation, query.words)
    matching = words.matching if cosines is None else words.matching | (cosines >= RELATED)
    named = np.fromiter(hits, np.intp, len(hits))
    matching[named] = True
    passed = await passing(session, documentation, query.understood.filters)
    matching = matching if passed is None else matching & passed
    inside = lanes.within(among.lane)
    considered = matching if inside is None else matching & inside
    known = _Known(words.scores, among.best, cosines, columns, hits)
    considered, is_counted = await _fulfilling(session, asked, known, considered, among)
    looked_at = best(known.rough_scores(), _most(among), among=considered, margin=CLOSE)
    looked_at[named[considered[named]]] = True
    ids = np.flatnonzero(looked_at)
    scores = known.scores(query, ids)
    chosen, next_best = _chosen(ids, scores, among)
    found = ids[chosen]
    rows = await section_rows(session, documentation, found.tolist(), along=ids[next_best].tolist())
    features = known.features(found)
    score_of = dict(zip(found.tolist(), scores[chosen].tolist(), strict=True))
    return Pool(
        asked,
        tuple(Candidate(row, features[row.id], score_of[row.id]) for row in rows),
        total=int(np.count_nonzero(considered)),
        rarity=words.rarity,
        lanes=() if query.asks_of_texts else lanes.count(matching),
        named=any(hit.whole for borne in hits.values() for hit in borne),
        is_counted=is_counted,
    )


async def _fulfilling(
    session: AsyncSession, asked: Asked, known: _Known, considered: Marked, among: Among
) -> tuple[Marked, bool]:
    """Leave out what lacks a phrase or holds a word that is not wanted, and tell whether all that is left is known."""
    query = asked.query
    if not query.asks_of_texts:
        return considered, True
    ids = np.flatnonzero(considered)
    best_first = ids[np.argsort(-known.scores(query, ids), kind="stable")].tolist()
    kept, all_of_them = await fulfilling(
        session, query, asked.documentation, best_first, wanted=_most(among), at_most=among.texts
    )
    left = np.zeros_like(considered)
    left[kept] = True
    return left, all_of_them


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

    def rough_scores(self) -> Numbers:
        """Give the scores of all sections, with few digits and without what names add."""
        return first_scores(self.words / np.float32(self.best), self.cosines, self.columns.prior)

    def scores(self, query: Query, ids: Ids) -> Numbers:
        """Give the scores of some sections."""
        cosines = None if self.cosines is None else self.cosines[ids].astype(np.float64)
        scores = first_scores(self.words[ids] / self.best, cosines, self.columns.prior[ids])
        if self.hits:
            for place, number in enumerate(ids.tolist()):
                if number in self.hits:
                    scores[place] += names_score(query, self.hits[number])
        return scores

    def features(self, ids: Ids) -> Mapping[int, Features]:
        """Give what is known of some sections."""
        columns, nothing = self.columns, [0.0] * len(ids)
        words, popularity, folders = (each[ids].tolist() for each in (self.words, columns.popularity, columns.folders))
        cosines = nothing if self.cosines is None else self.cosines[ids].tolist()
        return {
            number: Features(word / self.best, cosine, popular, columns.folder_names[folder], self.hits.get(number, ()))
            for number, word, cosine, popular, folder in zip(
                ids.tolist(), words, cosines, popularity, folders, strict=True
            )
        }


def _most(among: Among) -> int:
    """Give how many sections are looked at closely, those with names beside them."""
    return among.wanted + ALONG if among.alone else max(POOL, among.wanted)


def _chosen(ids: Ids, scores: Numbers, among: Among) -> tuple[Ids, Ids]:
    """Give the places of what is to be read, and of what is worth reading along: of one set only what is shown.

    Of several sets lower places count too, since what they have in common is one result.
    """
    if not among.alone:
        return np.arange(len(ids)), ids[:0]
    ranked = np.argsort(-scores, kind="stable")
    return np.sort(ranked[: among.wanted]), ranked[among.wanted : among.wanted + ALONG]


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
