"""`GET /api/v1/search`: what is asked comes in as parameters, the answer goes out as ``schemas`` promises it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, TypeAdapter

from castalia.search.answer import answer
from castalia.search.lanes import Lane
from castalia.search.search import MAX_LIMIT, MAX_OFFSET, search
from castalia.web.addresses import addresses_of
from castalia.web.api.asked import asked_by, described
from castalia.web.api.parameters import SearchedProject, SearchedVersion
from castalia.web.api.responses import EVERYWHERE, problem_responses
from castalia.web.api.schemas import SearchAnswer
from castalia.web.depends import Read
from castalia.web.edition import DEFAULT_PROJECT, Edition
from castalia.web.middleware.answer_memory import remember
from castalia.web.middleware.freshness import from_index

if TYPE_CHECKING:
    from castalia.search.results import Result

JSON = TypeAdapter(dict[str, Any])

search_api = APIRouter(prefix="/api/v1", tags=["search"], responses=EVERYWHERE)


class SearchParameters(BaseModel):
    """What may be asked."""

    q: Annotated[
        str,
        Field(
            min_length=1,
            pattern=r"\S",
            description="Words, names or operators, at most 500 characters.",
            examples=["walk a directory tree"],
        ),
    ]
    version: SearchedVersion = None
    project: SearchedProject = DEFAULT_PROJECT
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="How many results to give.", examples=[10])] = 10
    offset: Annotated[int, Field(ge=0, le=MAX_OFFSET, description="How many to leave out.", examples=[0])] = 0
    verbatim: Annotated[bool, Field(description="Search for what is misspelt as it is.", examples=[False])] = False
    explain: Annotated[bool, Field(description="Say what each score is made of.", examples=[False])] = False
    lane: Annotated[Lane | None, Field(description="The lane to search; all if absent.", examples=["learn"])] = None


@search_api.get(
    "/search",
    response_model=SearchAnswer,
    responses=problem_responses(400, 404, 422),
    openapi_extra=described(SearchParameters),
)
async def search_sections(request: Request, session: Read) -> Response:
    """Search one version or several, best results first."""
    asked = asked_by(request, SearchParameters)
    index = await from_index(request, session)
    found = await search(
        session,
        asked.q,
        project=asked.project,
        version=asked.version,
        limit=asked.limit,
        offset=asked.offset,
        verbatim=asked.verbatim,
        explain=asked.explain,
        lane=asked.lane,
    )
    addresses = addresses_of(request)

    def address(result: Result) -> str:
        return addresses.published(result, Edition(result.project, result.version))

    return remember(index, JSON.dump_json(answer(found, address=address)), found.outcome)
