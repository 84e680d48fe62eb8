"""`search(session, text)`: the entrance of this folder, from what somebody typed to the sections that answer it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import select

from castalia.database.models import Section
from castalia.database.sets import find_set
from castalia.documents.kinds import PLACES, kind_of
from castalia.errors import QueryError
from castalia.query.marks import read_marks
from castalia.query.parse import parse
from castalia.search.candidates import find_candidates
from castalia.search.correction import correct, doubtful
from castalia.search.ranking import name_score, score
from castalia.search.results import Result, Results, Total
from castalia.search.snippets import opening, snippet
from castalia.search.vocabulary import speller_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.candidates import Candidate, Pool
    from castalia.search.ranking import NameHit

MAX_QUERY_LENGTH = 500
"""In characters; whoever pastes more is asked to paste less."""

MAX_LIMIT = 100
MAX_OFFSET = 1000

MENTIONS = frozenset({"heading", "index", "index:main", *PLACES})
"""Names that call a section by what it is about, so that its own title says it better."""


async def search(
    session: AsyncSession,
    text: str,
    *,
    project: str = "python",
    version: str | None = None,
    limit: int = 10,
    offset: int = 0,
    verbatim: bool = False,
) -> Results:
    """Find the sections and definitions that answer a query, best first.

    Args:
        session: A session to read with.
        text: What was typed.
        project: The project to search.
        version: A version's key or full release; the newest stable one when absent.
        limit: How many results to give, 1 to 100.
        offset: How many to leave out before them, 0 to 1000.
        verbatim: Whether to search for what was typed even where it looks misspelt.

    Raises:
        QueryError: The query is too long, or limit or offset out of range.
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: The version is not indexed.
    """
    started = time.perf_counter()
    _check(text, limit=limit, offset=offset)
    filters = read_marks(text).filters
    documentation = await find_set(session, project=filters.project or project, version=filters.version or version)
    query = parse(text, documentation.language)
    pool = await find_candidates(session, query, documentation)
    corrected = None if verbatim else await _corrected(session, query, documentation, pool)
    if corrected is not None:
        query = parse(corrected, documentation.language)
        pool = await find_candidates(session, query, documentation)
    ranked = _rank(query, pool)
    chosen = ranked[offset : offset + limit]
    texts = await _texts(session, documentation.id, [candidate.row.id for _, candidate in chosen])
    results = tuple(
        _result(query, candidate, documentation, score=points, text=texts[candidate.row.id], rarity=pool.rarity)
        for points, candidate in chosen
    )
    return Results(
        query=text,
        project=documentation.project,
        version=documentation.version,
        release=documentation.release,
        took_ms=(time.perf_counter() - started) * 1000,
        total=Total(pool.total, "eq"),
        offset=offset,
        results=results,
        corrected=corrected,
        understood=query.understood,
    )


def _check(text: str, *, limit: int, offset: int) -> None:
    if len(text) > MAX_QUERY_LENGTH:
        message = f"the query has {len(text)} characters; at most {MAX_QUERY_LENGTH} are searched, so paste less of it"
        raise QueryError(message)
    if not 1 <= limit <= MAX_LIMIT:
        message = f"limit is {limit}; give a number from 1 to {MAX_LIMIT}"
        raise QueryError(message)
    if not 0 <= offset <= MAX_OFFSET:
        message = f"offset is {offset}; give a number from 0 to {MAX_OFFSET}, or ask more precisely"
        raise QueryError(message)


async def _corrected(session: AsyncSession, query: Query, documentation: DocumentationSet, pool: Pool) -> str | None:
    """Give the query as it was meant, when it is no name as a whole and holds a word that is unknown."""
    named = any(hit.whole for candidate in pool.candidates for hit in candidate.features.hits)
    if named or not doubtful(query, pool.rarity):
        return None
    return correct(query, await speller_of(session, documentation), pool.rarity)


def _rank(query: Query, pool: Pool) -> Sequence[tuple[float, Candidate]]:
    """Give the candidates with their scores, best first; reading order decides between equals."""
    scored = [(score(query, candidate.features, pool.rarity), candidate) for candidate in pool.candidates]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].row.id))


async def _texts(session: AsyncSession, set_id: int, ids: Sequence[int]) -> dict[int, str]:
    """Read the texts of the few sections that are shown, the signature's where there is no other."""
    if not ids:
        return {}
    statement = select(Section.id, Section.signature, Section.text)
    found = await session.execute(statement.where(Section.set_id == set_id, Section.id.in_(ids)))
    return {section_id: text or signature.replace("\n", " ") for section_id, signature, text in found}


def _result(
    query: Query,
    candidate: Candidate,
    documentation: DocumentationSet,
    *,
    score: float,
    text: str,
    rarity: Mapping[str, float],
) -> Result:
    row = candidate.row
    asked = _asked_for(query, candidate.features.hits)
    by_name = asked is not None and asked.role not in MENTIONS
    anchor = asked.anchor if asked is not None and asked.anchor else row.anchor
    path = f"{row.path}#{anchor}" if anchor else row.path
    passage = opening if by_name else snippet
    return Result(
        path=path,
        url=_url(documentation, path),
        title=asked.name if asked is not None and by_name else row.title,
        kind=kind_of(asked.role) if asked is not None and by_name else row.kind,
        name=asked.name if asked is not None and by_name else row.name,
        breadcrumb=tuple(row.breadcrumb.split("\n")) if row.breadcrumb else (),
        folder=row.folder,
        project=documentation.project,
        version=documentation.version,
        snippet=passage(text, rarity, documentation.language),
        score=score,
    )


def _asked_for(query: Query, hits: Sequence[NameHit]) -> NameHit | None:
    """Give the name by which a section was asked for, so that the answer bears it and its anchor."""
    whole = [hit for hit in hits if hit.whole]
    return max(whole, key=lambda hit: name_score(query, hit), default=None)


def _url(documentation: DocumentationSet, path: str) -> str:
    """Give the published original's address, or the stored page's where it has none."""
    place = quote(path, safe="/#.-_~!$&'()*+,;=:@")
    if documentation.home:
        return f"{documentation.home}{place}"
    segment = (
        documentation.version
        if documentation.project == "python"
        else f"{documentation.project}@{documentation.version}"
    )
    return f"/docs/{segment}/{place}"
