"""Candidates of several sets that are searched together: one look at all sections, a close one at the best of all.

What a search of one set asks the database is asked for all sets at once, and rows are read only of what is among the
best of all. Beyond ``EXACTLY`` sections, which vectors are near is estimated first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import or_, select

from castalia.database.many import one_of
from castalia.database.models import Name
from castalia.search.lanes import count, lanes_of, within
from castalia.search.ranking.candidates import POOL, Candidate, Pool
from castalia.search.ranking.codes import codes_of, encode, estimate
from castalia.search.ranking.columns import Columns, columns_of
from castalia.search.ranking.meaning import RELATED, vectors_of
from castalia.search.ranking.ranking import ABOUT_NAMES, WEIGHTS, Features, NameHit, first_scores, score, signals
from castalia.search.ranking.sections import section_rows_together
from castalia.search.ranking.words import common_rarity, match_words, weigh_terms_together
from castalia.search.stopwatch import timed
from castalia.text.embedding import load_embedding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.query.query import Query
    from castalia.search.lanes import Lane
    from castalia.search.ranking.candidates import Asked
    from castalia.search.ranking.meaning import Vectors
    from castalia.search.ranking.section_row import SectionRow
    from castalia.search.ranking.words import Words
    from castalia.text.embedding import Vector

    Ids = NDArray[np.intp]

EXACTLY = 250_000
"""Up to so many sections all vectors are compared exactly, so that what is related can be counted."""

CLOSE = 3_000
"""So many vectors are compared exactly where there are more; they hold 99 of 100 of the ten that are nearest."""

NAMES = 800
"""So many names are looked at."""

AMONG_OTHERS = np.float32(WEIGHTS["mentioned"])
"""What a name among other words counts at most."""

NOTHING = np.empty(0, np.float32)

NAME = Name.__table__.c

BORNE = (
    select(NAME.set_id, NAME.key, NAME.parts, NAME.name, NAME.role, NAME.section_id, NAME.anchor)
    .where(
        one_of(NAME.set_id, "sets"),
        one_of(NAME.key, "keys"),
        # A part of a name counts only where it is the whole query.
        or_(NAME.parts == 0, one_of(NAME.key, "whole")),
    )
    # Ids follow reading order in each set, so that the limit takes of all sets alike.
    .order_by(NAME.parts, NAME.id)
    .limit(NAMES)
)


@dataclass(slots=True)
class _Part:
    """What one of the sets has to do with the query.

    Args:
        asked: The set and the query.
        columns: The set's columns.
        words: How well the words of each section match, as a share of the best of all sets.
        lanes: The lane of each section.
        inside: Which sections lie in the lane that is searched.
        vectors: The vectors of the sections; ``None`` where nothing can be said by meaning.
        query: The query's vector.
        near: How near each section is by meaning, about or exactly.
        hits: The names by which sections were asked for.
        ids: The sections that are looked at closely.
        cosines: How near each of those is.
        scores: Their scores.
    """

    asked: Asked
    columns: Columns
    words: Words
    lanes: NDArray[np.uint8]
    inside: NDArray[np.bool_]
    vectors: Vectors | None = None
    query: Vector = field(default_factory=lambda: NOTHING)
    near: Vector | None = None
    hits: Mapping[int, list[NameHit]] = field(default_factory=dict)
    ids: Ids = field(default_factory=lambda: np.empty(0, np.intp))
    cosines: Vector = field(default_factory=lambda: NOTHING)
    scores: Vector = field(default_factory=lambda: NOTHING)

    def score(self, *, exactly: bool) -> None:
        """Score the sections that are looked at closely, by all that is known of them."""
        if self.vectors is not None and self.near is not None:
            self.cosines = self.near[self.ids] if exactly else self.vectors.of(self.ids, self.query)
        cosines = self.cosines if len(self.cosines) else None
        self.scores = first_scores(self.words.scores[self.ids], cosines, self.columns.prior[self.ids])

    def add_names(self, floor: np.float32) -> None:
        """Add what names count, but for what stays below the best of all with it."""
        places = dict(zip(self.ids.tolist(), range(len(self.ids)), strict=True)) if self.hits else {}
        for number, hits in self.hits.items():
            place = places.get(number)
            if place is not None and (self.scores[place] >= floor or any(hit.whole for hit in hits)):
                self.scores[place] += score(signals(self.asked.query, Features(0.0, 0.0, 0.0, "", hits)))


@timed("candidates")
async def find_together(
    session: AsyncSession,
    asked: Sequence[Asked],
    *,
    wanted: int,
    lane: Lane | None = None,
    exactly_up_to: int = EXACTLY,
) -> list[Pool]:
    """Find what may answer a query in several sets.

    Args:
        session: A session to read with.
        asked: The sets to search.
        wanted: So many of the best of all are certainly among them, where there are as many, whatever their versions.
        lane: The lane that they must lie in.
        exactly_up_to: Of more sections, which vectors are near is estimated first.
    """
    parts = await _parts(session, asked, lane)
    exactly = sum(len(part.inside) for part in parts) <= exactly_up_to
    await _compare(session, parts, exactly=exactly)
    await _find_names(session, parts)
    _look_closely(parts, exactly=exactly)
    most = wanted * max(Counter(each.documentation.project for each in asked).values())
    floor = level((part.scores for part in parts), most) - AMONG_OTHERS
    for part in parts:
        part.add_names(floor)
    floor = level((part.scores for part in parts), most)
    chosen = [part.ids[part.scores >= floor] for part in parts]
    wanted_rows = [(part.asked.documentation, ids.tolist()) for part, ids in zip(parts, chosen, strict=True)]
    rows = await section_rows_together(session, wanted_rows)
    return [_pool(part, found, exactly=exactly) for part, found in zip(parts, rows, strict=True)]


async def _parts(session: AsyncSession, asked: Sequence[Asked], lane: Lane | None) -> list[_Part]:
    """Read what the words of the query say of every section of all sets."""
    columns = [await columns_of(session, each.documentation) for each in asked]
    wanted = [(each.documentation, own, each.query.terms) for each, own in zip(asked, columns, strict=True)]
    found = await weigh_terms_together(session, wanted)
    rarity = common_rarity(found, [each.documentation.sections for each in asked])
    words = [match_words(terms, each.documentation.sections, rarity) for each, terms in zip(asked, found, strict=True)]
    best = max(each.scores.max(initial=0.0) for each in words) or 1.0
    lanes = [await lanes_of(session, each.documentation, own) for each, own in zip(asked, columns, strict=True)]
    return [
        _Part(each, own, replace(scored, scores=scored.scores / best), of_lane, within(of_lane, lane))
        for each, own, scored, of_lane in zip(asked, columns, words, lanes, strict=True)
    ]


async def _compare(session: AsyncSession, parts: Sequence[_Part], *, exactly: bool) -> None:
    """Compare the query with every section by meaning."""
    embedding = load_embedding()
    if embedding is None:
        return
    for query, alike in _by_query(parts):
        vector = embedding.of_query(query.words)
        code = encode(vector[None, :])
        for part in alike if vector.any() else ():
            documentation = part.asked.documentation
            part.vectors = await vectors_of(session, documentation, embedding.dimensions)
            part.query = vector
            if len(part.vectors.rows):
                part.near = (
                    part.vectors.times(vector)
                    if exactly
                    else estimate(codes_of(session, documentation, part.vectors), code, embedding.dimensions)
                )


def _by_query(parts: Sequence[_Part]) -> Iterable[tuple[Query, list[_Part]]]:
    """Give the parts by their query, which is one for each language."""
    alike: dict[int, list[_Part]] = {}
    for part in parts:
        alike.setdefault(id(part.asked.query), []).append(part)
    return [(each[0].asked.query, each) for each in alike.values()]


async def _find_names(session: AsyncSession, parts: Sequence[_Part]) -> None:
    """Find the sections that bear the query as a name, and those whose whole name stands among its words."""
    for query, alike in _by_query(parts):
        hits: dict[int, defaultdict[int, list[NameHit]]] = {
            part.asked.documentation.id: defaultdict(list) for part in alike
        }
        letters = max(map(len, query.keys), default=1)
        # Names among other words are as many as there are sets, and most queries are not about them.
        phrases = query.phrases if query.understood.intent in ABOUT_NAMES else ()
        values = {"sets": list(hits), "keys": [*query.keys, *phrases], "whole": query.keys}
        for set_id, key, cut, name, role, section_id, anchor in await session.execute(BORNE, values):
            share = min(1.0, len(key) / letters)
            hit = NameHit(name, role, anchor, cut, whole=key in query.keys, share=share)
            hits[set_id][section_id].append(hit)
        for part in alike:
            part.hits = hits[part.asked.documentation.id]


def _look_closely(parts: Sequence[_Part], *, exactly: bool) -> None:
    """Score the sections that can be among the best of all: by their words, by meaning or by a name."""
    worded = level((_among(part.words.scores, part) for part in parts), POOL * 3)
    near = level((_among(part.near, part) for part in parts if part.near is not None), CLOSE)
    for part in parts:
        among = part.words.matching & (part.words.scores >= worded)
        if part.near is not None:
            among |= part.near >= near
        among &= part.inside
        among[[number for number in part.hits if part.inside[number]]] = True
        part.ids = np.flatnonzero(among)
        part.score(exactly=exactly)


def _among(scores: Vector, part: _Part) -> Vector:
    """Leave out the scores of sections that lie in other lanes."""
    return scores if np.count_nonzero(part.inside) == len(part.inside) else scores[part.inside]


def level(scores: Iterable[Vector], count: int) -> np.float32:
    """Give the score that about so many of all reach; the least above nothing where there are fewer.

    Args:
        scores: The scores, a vector for each set.
        count: How many are wanted.
    """
    floor, leading = np.float32(-np.inf), NOTHING
    for each in scores:
        # A mask would be as short to write, and take five times as long where little passes.
        leading = np.concatenate((leading, each[np.flatnonzero(each > floor)]))
        if len(leading) > count:
            leading = np.partition(leading, -count)[-count:]
            floor = leading[0]
    return floor


def _pool(part: _Part, rows: Sequence[SectionRow], *, exactly: bool) -> Pool:
    """Put the candidates of one set together, and count what matches there."""
    matching = part.words.matching
    if exactly and part.near is not None:
        matching = matching | (part.near >= RELATED)
    elif len(part.cosines):
        matching[part.ids[part.cosines >= RELATED]] = True
    matching[list(part.hits)] = True
    return Pool(
        part.asked,
        tuple(_candidate(part, row) for row in rows),
        total=int(np.count_nonzero(matching & part.inside)),
        rarity=part.words.rarity,
        lanes=count(part.lanes, matching),
        named=any(hit.whole for borne in part.hits.values() for hit in borne),
        is_counted=exactly or part.near is None,
    )


def _candidate(part: _Part, row: SectionRow) -> Candidate:
    features = Features(
        lexical=float(part.words.scores[row.id]),
        meaning=float(part.cosines[np.searchsorted(part.ids, row.id)]) if len(part.cosines) else 0.0,
        popularity=float(part.columns.popularity[row.id]),
        folder=part.columns.folder_names[part.columns.folders[row.id]],
        hits=part.hits.get(row.id, ()),
    )
    return Candidate(row, features, score(signals(part.asked.query, features)))
