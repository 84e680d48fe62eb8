"""Ranked candidates come in, results as they are shown go out, with what only the few that are shown need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from castalia.documents.kinds import PLACES, kind_of
from castalia.search.address import address_of, place_of
from castalia.search.definitions.versions import versions_of
from castalia.search.explanation import explained
from castalia.search.ranking.candidates import SECTION
from castalia.search.ranking.ranking import WEIGHTS, name_score, signals
from castalia.search.results import Result
from castalia.search.snippets import Passages
from castalia.search.stopwatch import timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.ranking.candidates import Candidate, Pool
    from castalia.search.ranking.ranking import NameHit

MENTIONS = frozenset({"heading", "index", "index:main", "index:member", *PLACES})
"""Names that call a section by what it is about, so that its own title says it better."""

TEXTS = select(SECTION.id, SECTION.signature, SECTION.text).where(
    SECTION.set_id == bindparam("set_id"), SECTION.id.in_(bindparam("ids", expanding=True))
)


@timed("showing")
async def show(
    session: AsyncSession,
    query: Query,
    pool: Pool,
    chosen: Sequence[tuple[float, Candidate]],
    *,
    edition: DocumentationSet,
    editions: Sequence[DocumentationSet],
    explain: bool,
) -> tuple[Result, ...]:
    """Make results of candidates.

    Args:
        session: A session to read with.
        query: The query.
        pool: All candidates.
        chosen: Those to be shown, with their scores.
        edition: The documentation that was searched.
        editions: The indexed versions of its project, the newest first.
        explain: Whether each result says what its score is made of.
    """
    texts = await _texts(session, edition.id, pool, [candidate for _, candidate in chosen])
    asked = {candidate.row.id: asked_for(query, candidate.features.hits) for _, candidate in chosen}
    names = {name for _, candidate in chosen if (name := _name(candidate, asked[candidate.row.id]))}
    versions = await versions_of(session, editions, names)
    passages = Passages(pool.rarity, edition.language)
    return tuple(
        _result(
            candidate,
            asked[candidate.row.id],
            edition,
            score=score,
            versions=versions,
            text=texts[candidate.row.id],
            passages=passages,
            values=signals(query, candidate.features) if explain else None,
        )
        for score, candidate in chosen
    )


async def _texts(session: AsyncSession, set_id: int, pool: Pool, candidates: Sequence[Candidate]) -> dict[int, str]:
    """Give the texts of the few sections that are shown, the signature's where there is no other."""
    rows: Iterable[Row[*tuple[Any, ...]]] = [candidate.row for candidate in candidates]
    if candidates and not pool.has_texts:
        values = {"set_id": set_id, "ids": [candidate.row.id for candidate in candidates]}
        rows = await session.execute(TEXTS, values)
    return {row.id: row.text or row.signature.replace("\n", " ") for row in rows}


def _result(
    candidate: Candidate,
    asked: NameHit | None,
    edition: DocumentationSet,
    *,
    score: float,
    versions: Mapping[str, tuple[str, ...]],
    text: str,
    passages: Passages,
    values: Mapping[str, float] | None,
) -> Result:
    row = candidate.row
    named_by = asked if asked is not None and asked.role not in MENTIONS else None
    anchor = asked.anchor if asked is not None and asked.anchor else row.anchor
    path = place_of(row.path, anchor)
    name = _name(candidate, asked)
    return Result(
        path=path,
        url=address_of(edition, path),
        title=named_by.name if named_by else row.title,
        kind=kind_of(named_by.role) if named_by else row.kind,
        name=name,
        breadcrumb=tuple(row.breadcrumb.split("\n")) if row.breadcrumb else (),
        folder=row.folder,
        project=edition.project,
        version=edition.version,
        snippet=passages.opening(text) if named_by else passages.telling(text),
        score=score,
        versions=versions.get(name) or (edition.version,),
        explanation=explained(values, WEIGHTS) if values is not None else None,
        section_id=row.id,
    )


def asked_for(query: Query, hits: Sequence[NameHit]) -> NameHit | None:
    """Give the name by which a section was asked for, so that the answer bears it and its anchor.

    Args:
        query: The query.
        hits: The section's names that the query bears or holds.
    """
    return max((hit for hit in hits if hit.whole), key=lambda hit: name_score(query, hit), default=None)


def _name(candidate: Candidate, asked: NameHit | None) -> str:
    name: str = asked.name if asked is not None and asked.role not in MENTIONS else candidate.row.name
    return name
