"""`GET /api/v1/search`: what is asked comes in as parameters, the answer goes out as ``schemas`` promises it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from castalia.search.lanes import Lane
from castalia.search.search import MAX_LIMIT, MAX_OFFSET, search
from castalia.web.addresses import addresses_of
from castalia.web.api.parameters import SearchedProject, SearchedVersion
from castalia.web.api.responses import EVERYWHERE, problem_responses
from castalia.web.api.schemas import SearchAnswer
from castalia.web.depends import Read
from castalia.web.edition import DEFAULT_PROJECT, Edition
from castalia.web.middleware.answer_memory import remember
from castalia.web.middleware.freshness import from_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from castalia.search.results import Result, Results
    from castalia.web.addresses import Addresses

search_api = APIRouter(prefix="/api/v1", tags=["search"], responses=EVERYWHERE)

Text = Annotated[
    str,
    Query(
        min_length=1,
        pattern=r"\S",
        description="Words, names or operators, at most 500 characters.",
        examples=["walk a directory tree"],
    ),
]


@search_api.get("/search", response_model=SearchAnswer, responses=problem_responses(400, 404, 422))
async def search_sections(
    request: Request,
    session: Read,
    *,
    q: Text,
    version: SearchedVersion = None,
    project: SearchedProject = DEFAULT_PROJECT,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many results to give.", examples=[10])] = 10,
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET, description="How many to leave out.", examples=[0])] = 0,
    verbatim: Annotated[bool, Query(description="Search for what is misspelt as it is.", examples=[False])] = False,
    explain: Annotated[bool, Query(description="Say what each score is made of.", examples=[False])] = False,
    lane: Annotated[Lane | None, Query(description="The lane to search; all if absent.", examples=["learn"])] = None,
) -> Response:
    """Search one version or several, best results first."""
    asked = await from_index(request, session)
    found = await search(
        session,
        q,
        project=project,
        version=version,
        limit=limit,
        offset=offset,
        verbatim=verbatim,
        explain=explain,
        lane=lane,
    )
    return remember(asked, search_answer(found, addresses=addresses_of(request)), found.outcome)


def search_answer(found: Results, *, addresses: Addresses) -> SearchAnswer:
    """Give the answer to a search as the API promises it."""
    return SearchAnswer.model_validate(replace(found, results=tuple(_published(found.results, addresses))))


def _published(results: Iterable[Result], addresses: Addresses) -> Iterator[Result]:
    """Give results with the addresses that readers can follow."""
    for result in results:
        url = addresses.published(result, Edition(result.project, result.version))
        yield result if url == result.url else replace(result, url=url)
