"""Candidates from the database: sections by their names and by their words, with what ranking needs to know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from castalia.database.dialects import storage_of
from castalia.database.models import DocumentationSet, Name, Section, Term
from castalia.database.storage import Matches
from castalia.search.conditions import fulfilling, where
from castalia.search.lexical import bm25f, inverse_document_frequency
from castalia.search.meaning import nearest, similarities
from castalia.search.ranking import Features, NameHit
from castalia.search.stopwatch import timed
from castalia.text.term_vector import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.query.query import Query

POOL = 100
"""So many sections are taken from the full text; beyond them hardly a right answer was found."""

NEAREST = 100
"""So many sections are taken by meaning."""

RESTRICTED_POOL = 1000
"""So many are taken where most of them may be left out by what else is asked of them."""

NAMES = 300
"""So many names are looked at; only words such as ``name`` or ``read`` are borne by more."""

COMMON = 1.0
"""The rarity under which a term stands in over a third of all sections: it costs the most and tells the least."""

COLUMNS = (
    Section.id,
    Section.path,
    Section.anchor,
    Section.title,
    Section.kind,
    Section.name,
    Section.breadcrumb,
    Section.folder,
    Section.terms,
    Section.inlinks,
    Section.vector,
    Section.popularity,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section with what ranking needs to know of it; ``row`` holds ``COLUMNS``."""

    row: Row[*tuple[Any, ...]]
    features: Features


@dataclass(frozen=True, slots=True)
class Pool:
    """All candidates, how many sections match in all, and the rarity of each term of the query."""

    candidates: tuple[Candidate, ...]
    total: int
    rarity: Mapping[str, float]


@timed("candidates")
async def find_candidates(session: AsyncSession, query: Query, documentation: DocumentationSet) -> Pool:
    """Find what may answer a query in a documentation."""
    ids, rarity = await _rarity(session, query, documentation)
    hits = await _name_hits(session, query, documentation.id)
    restricted = query.is_restricted
    limit = RESTRICTED_POOL if restricted else POOL
    matches = Matches((), 0)
    if rarity:
        matches = await storage_of(session).match(session, documentation.id, terms=telling(rarity), limit=limit)
    cosines = await similarities(session, documentation.id, query.terms)
    near = nearest(cosines, NEAREST) if cosines is not None else []
    wanted = {found.section_id for found in matches.candidates} | hits.keys() | set(near)
    if not wanted:
        return Pool((), 0, rarity)
    statement = select(*COLUMNS).where(Section.set_id == documentation.id, Section.id.in_(sorted(wanted)))
    rows = list(await session.execute(statement.where(*where(query.understood.filters))))
    if restricted:
        kept = await fulfilling(session, query, documentation.id, [row.id for row in rows])
        rows = [row for row in rows if row.id in kept]
    weights = {ids[term]: weight for term, weight in rarity.items()}
    lexical = [bm25f(unpack(row.vector), weights, documentation.mean_lengths) for row in rows]
    best = max(lexical, default=0.0) or 1.0
    candidates = tuple(
        Candidate(
            row,
            Features(
                lexical=points / best,
                meaning=float(cosines[row.id]) if cosines is not None else 0.0,
                popularity=row.popularity,
                title=row.title,
                others=row.terms.split("\n") if row.terms else (),
                folder=row.folder,
                inlinks=row.inlinks,
                hits=hits.get(row.id, ()),
            ),
        )
        for row, points in zip(rows, lexical, strict=True)
    )
    total = len(candidates) if restricted else max(matches.total, len(candidates))
    return Pool(candidates, total, rarity)


def telling(rarity: Mapping[str, float]) -> Mapping[str, float]:
    """Leave out the terms that stand nearly everywhere, unless the query has no others."""
    return {term: weight for term, weight in rarity.items() if weight >= COMMON} or rarity


async def _rarity(
    session: AsyncSession, query: Query, documentation: DocumentationSet
) -> tuple[dict[str, int], dict[str, float]]:
    """Give the terms of the query that the documentation holds, with their ids and inverse document frequencies."""
    if not query.terms:
        return {}, {}
    statement = select(Term.term, Term.id, Term.sections)
    found = list(await session.execute(statement.where(Term.set_id == documentation.id, Term.term.in_(query.terms))))
    total = documentation.sections
    rarity = {term: inverse_document_frequency(sections, total) for term, _, sections in found}
    return {term: term_id for term, term_id, _ in found}, rarity


async def _name_hits(session: AsyncSession, query: Query, set_id: int) -> Mapping[int, list[NameHit]]:
    """Find the sections that bear the query as a name, and those whose whole name stands among its words."""
    hits: defaultdict[int, list[NameHit]] = defaultdict(list)
    columns = (Name.key, Name.parts, Name.name, Name.role, Name.section_id, Name.anchor)
    whole = select(*columns).where(Name.set_id == set_id, Name.key.in_(query.keys)).order_by(Name.parts, Name.id)
    among = select(*columns).where(Name.set_id == set_id, Name.parts == 0, Name.key.in_(query.phrases))
    letters = max(map(len, query.keys), default=1)
    for statement in (whole, among.order_by(Name.id)) if query.phrases else (whole,):
        for key, parts, name, role, section_id, anchor in await session.execute(statement.limit(NAMES)):
            share = min(1.0, len(key) / letters)
            hits[section_id].append(NameHit(name, role, anchor, parts, whole=key in query.keys, share=share))
    return hits
