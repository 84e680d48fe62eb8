"""`GET /api/v1/suggest`: what was typed so far comes in, what somebody may be about to ask goes out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from castalia.search.suggestions.suggestions import MAX_SUGGESTIONS, MAX_TYPED, suggest
from castalia.web.addresses import addresses_of
from castalia.web.api.parameters import Project, Version
from castalia.web.api.responses import EVERYWHERE, problem_responses
from castalia.web.api.schemas import Answer
from castalia.web.depends import Read
from castalia.web.edition import DEFAULT_PROJECT, Edition
from castalia.web.middleware.answer_memory import remember
from castalia.web.middleware.freshness import from_index

suggest_api = APIRouter(prefix="/api/v1", tags=["search"], responses=EVERYWHERE)


class SuggestionAnswer(Answer):
    """A query that somebody may be about to ask."""

    text: Annotated[str, Field(description="The query.", examples=["asyncio.TaskGroup"])]
    kind: Annotated[str, Field(description="What it leads to.", examples=["class"])]
    path: Annotated[
        str,
        Field(
            description="Where it leads, relative to the documentation's root.",
            examples=["library/asyncio-task.html#asyncio.TaskGroup"],
        ),
    ]
    url: Annotated[
        str,
        Field(
            description="The published original, or our own copy when its address is not known.",
            examples=["https://docs.python.org/3.13/library/asyncio-task.html#asyncio.TaskGroup"],
        ),
    ]
    title: Annotated[str, Field(description="The title of its page.", examples=["Coroutines and Tasks"])]


class SuggestAnswer(Answer):
    """Suggestions, best first."""

    query: Annotated[str, Field(description="What was typed, as it was sent.", examples=["taskg"])]
    suggestions: tuple[SuggestionAnswer, ...]


@suggest_api.get("/suggest", response_model=SuggestAnswer, responses=problem_responses(400, 404, 422))
async def suggest_queries(
    request: Request,
    session: Read,
    *,
    q: Annotated[
        str, Query(max_length=MAX_TYPED, description="What was typed so far; may be empty.", examples=["taskg"])
    ],
    version: Version = None,
    project: Project = DEFAULT_PROJECT,
    limit: Annotated[int, Query(ge=1, le=MAX_SUGGESTIONS, description="How many to give.", examples=[10])] = 10,
) -> Response:
    """Suggest names, headings and index terms that go on as what was typed."""
    asked, addresses = await from_index(request, session), addresses_of(request)
    found = await suggest(session, q, project=project, version=version, limit=limit)
    suggestions = tuple(
        SuggestionAnswer(
            text=each.text,
            kind=each.kind,
            path=each.path,
            url=addresses.published(each, Edition(each.project, each.version)),
            title=each.title,
        )
        for each in found
    )
    answer = SuggestAnswer(query=q, suggestions=suggestions)
    return remember(asked, answer.model_dump_json().encode())
