"""`search(session, text)`: the entrance of this folder, from what somebody typed to the sections that answer it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from castalia.database.current import current_sets
from castalia.database.sets import choose_sets
from castalia.errors import QueryError
from castalia.query.halves import refuse_halves
from castalia.query.marks import read_marks
from castalia.query.parse import parse
from castalia.search.definitions.versions import versions_with
from castalia.search.gone import once_more
from castalia.search.lanes import add_up
from castalia.search.merging import rank
from castalia.search.ranking.candidates import Asked, find_candidates
from castalia.search.ranking.several import find_together
from castalia.search.results import Results, Total
from castalia.search.showing import show
from castalia.search.spelling.correction import correct, doubtful
from castalia.search.spelling.vocabulary import speller_of
from castalia.search.stopwatch import ended, stage, timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.lanes import Lane
    from castalia.search.ranking.candidates import Pool
    from castalia.search.results import Result

MAX_QUERY_LENGTH = 500
"""In characters; whoever pastes more is asked to paste less."""

MAX_LIMIT = 100
MAX_OFFSET = 1000

SPELLERS = 4
"""Of so many projects the words are gone through for what a doubtful one may mean; each takes 20 MB and half a second
when it is asked for the first time."""

SPARE = 20
"""So many more are looked at in each of several sets, since what stands among the best of one version may stand lower
in the newest one, which is to stand for it."""


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
        project: The project to search, or ``all``.
        version: A version's key or full release, or ``all``; the newest stable one when absent.
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
    scope = choose_sets(sets, project=filters.project or project, version=filters.version or version)
    pools = await _find(session, text, scope, wanted=offset + limit, lane=lane)
    elsewhere = await _elsewhere(session, pools, sets)
    # What another version calls so is no mistake.
    corrected = None if verbatim or elsewhere else await _corrected(session, pools)
    if corrected is not None:
        pools = await _find(session, corrected, scope, wanted=offset + limit, lane=lane)
    with stage("ranking"):
        ranked = rank(pools)
    results = await show(session, ranked[offset : offset + limit], sets=sets, explain=explain)
    standing, projects = _standing(scope, results), len({each.project for each in scope})
    found = Results(
        query=text,
        project=standing.project,
        version=standing.version,
        release=standing.release,
        took_ms=(time.perf_counter() - started) * 1000,
        total=_total(pools),
        offset=offset,
        results=results,
        corrected=corrected,
        understood=pools[0].asked.query.understood,
        elsewhere=elsewhere,
        lanes=add_up(pool.lanes for pool in pools),
        all_versions=len(scope) > projects,
        all_projects=projects > 1,
        repeated=_repeated(pools),
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
    refuse_halves(text)
    if not 0 <= offset <= MAX_OFFSET:
        message = f"offset is {offset}; give a number from 0 to {MAX_OFFSET}, or ask more precisely"
        raise QueryError(message)


async def _find(
    session: AsyncSession, text: str, scope: Sequence[DocumentationSet], *, wanted: int, lane: Lane | None
) -> list[Pool]:
    """Find the candidates of each set; of several more than are wanted, so that a version's place can be taken."""
    queries = {language: parse(text, language) for language in {each.language for each in scope}}
    asked = [Asked(each, queries[each.language]) for each in scope]
    if len(scope) == 1:
        return await find_candidates(session, asked, wanted=wanted, lane=lane)
    if asked[0].query.is_restricted:
        return await find_candidates(session, asked, wanted=wanted + SPARE, lane=lane)
    return await find_together(session, asked, wanted=wanted, spare=SPARE, lane=lane)


async def _elsewhere(session: AsyncSession, pools: Sequence[Pool], sets: Sequence[DocumentationSet]) -> tuple[str, ...]:
    """Give the versions that have what the only one searched has not."""
    first = pools[0]
    if len(pools) > 1 or first.named:
        return ()
    asked = first.asked
    project, own = asked.documentation.project, asked.documentation.id
    others = [each for each in sets if each.project == project and each.id != own]
    return await versions_with(session, others, asked.query, by_words=not first.candidates)


@timed("correction")
async def _corrected(session: AsyncSession, pools: Sequence[Pool]) -> str | None:
    """Give the query as it was meant, when it is no name as a whole and holds a word that is unknown in all sets."""
    if any(pool.named for pool in pools):
        return None
    # Whatever only an older version calls something is known, so that the newest one's words are enough.
    newest = {pool.asked.documentation.project: pool for pool in reversed(pools)}
    for pool in list(reversed(newest.values()))[:SPELLERS]:
        if doubtful(pool.asked.query, pool.rarity):
            speller = await speller_of(session, pool.asked.documentation)
            meant = correct(pool.asked.query, speller, pool.rarity)
            if meant is not None:
                return meant
    return None


def _standing(scope: Sequence[DocumentationSet], results: Sequence[Result]) -> DocumentationSet:
    """Give the set that stands for the answer: the best result's, the first where there is none."""
    if len(scope) == 1:
        return scope[0]
    best = [(each.project, each.version) for each in results[:1]]
    return next((each for each in scope if (each.project, each.version) in best), scope[0])


def _total(pools: Sequence[Pool]) -> Total:
    return Total(sum(pool.total for pool in pools), "eq" if all(pool.is_counted for pool in pools) else "gte")


def _repeated(pools: Sequence[Pool]) -> int:
    """Give how many of all that match may be the same as another version's: all but those of the fullest one."""
    if len(pools) == 1:
        return 0
    fullest: dict[str, int] = {}
    for pool in pools:
        project = pool.asked.documentation.project
        fullest[project] = max(pool.total, fullest.get(project, 0))
    return sum(pool.total for pool in pools) - sum(fullest.values())
