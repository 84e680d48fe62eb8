"""`search(session, text)`: the entrance of this folder, from what somebody typed to the sections that answer it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from castalia.database.current import current_sets
from castalia.database.sets import choose_set
from castalia.errors import QueryError
from castalia.query.marks import read_marks
from castalia.query.parse import parse
from castalia.search.definitions.versions import versions_with
from castalia.search.gone import once_more
from castalia.search.ranking.candidates import find_candidates
from castalia.search.ranking.ranking import score, signals
from castalia.search.results import Results, Total
from castalia.search.showing import show
from castalia.search.spelling.correction import correct, doubtful
from castalia.search.spelling.vocabulary import speller_of
from castalia.search.stopwatch import ended, stage, timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.lanes import Lane
    from castalia.search.ranking.candidates import Candidate, Pool

MAX_QUERY_LENGTH = 500
"""In characters; whoever pastes more is asked to paste less."""

MAX_LIMIT = 100
MAX_OFFSET = 1000


@once_more
async def search(
    session: AsyncSession,
    text: str,
    *,
    project: str = "python",
    version: str | None = None,
    limit: int = 10,
    offset: int = 0,
    verbatim: bool = False,
    explain: bool = False,
    lane: Lane | None = None,
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
        explain: Whether each result says what its score is made of.
        lane: The lane to search; all of them when absent.

    Raises:
        QueryError: The query is too long, or limit or offset out of range.
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: The version is not indexed.
    """
    started = time.perf_counter()
    _check(text, limit=limit, offset=offset)
    filters = read_marks(text).filters
    sets = await current_sets(session)
    documentation = choose_set(sets, project=filters.project or project, version=filters.version or version)
    editions = [each for each in sets if each.project == documentation.project]
    query = parse(text, documentation.language)
    pool = await find_candidates(session, query, documentation, wanted=offset + limit, lane=lane)
    others = [each for each in editions if each.id != documentation.id]
    elsewhere = () if pool.named else await versions_with(session, others, query, by_words=not pool.candidates)
    # What another version calls so is no mistake.
    corrected = None if verbatim or elsewhere else await _corrected(session, query, documentation, pool)
    if corrected is not None:
        query = parse(corrected, documentation.language)
        pool = await find_candidates(session, query, documentation, wanted=offset + limit, lane=lane)
    ranked = _rank(query, pool)
    chosen = ranked[offset : offset + limit]
    results = await show(session, query, pool, chosen, editions=editions, edition=documentation, explain=explain)
    found = Results(
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
        elsewhere=elsewhere,
        lanes=pool.lanes,
    )
    ended(found.outcome)
    return found


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


@timed("correction")
async def _corrected(session: AsyncSession, query: Query, documentation: DocumentationSet, pool: Pool) -> str | None:
    """Give the query as it was meant, when it is no name as a whole and holds a word that is unknown."""
    if pool.named or not doubtful(query, pool.rarity):
        return None
    return correct(query, await speller_of(session, documentation), pool.rarity)


@stage("ranking")
def _rank(query: Query, pool: Pool) -> Sequence[tuple[float, Candidate]]:
    """Give the candidates with their scores, best first; reading order decides between equals."""
    scored = [(score(signals(query, candidate.features)), candidate) for candidate in pool.candidates]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].row.id))
