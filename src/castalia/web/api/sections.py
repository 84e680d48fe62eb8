"""The texts of sections for programs: a place comes in, its text as Markdown goes out, in portions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from castalia.search.address import place_of
from castalia.search.section_text import (
    DEFAULT_LENGTH,
    MAX_LENGTH,
    MAX_PLACE_LENGTH,
    MIN_LENGTH,
    read_section,
)
from castalia.web.addresses import addresses_of
from castalia.web.api.interface import in_utc
from castalia.web.api.parameters import Project
from castalia.web.api.responses import EVERYWHERE, problem_responses
from castalia.web.api.schemas import SectionAnswer
from castalia.web.depends import Read
from castalia.web.edition import Edition
from castalia.web.middleware.freshness import fresh

if TYPE_CHECKING:
    from castalia.search.section_text import SectionText

router = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[Depends(fresh)], responses=EVERYWHERE)

MARKDOWN = "text/markdown"

AS_TEXT: dict[int | str, dict[str, Any]] = {
    200: EVERYWHERE[200]
    | {"content": {MARKDOWN: {"schema": {"type": "string"}, "example": "`os.walk(top)`\n\nGenerate the file names"}}}
}

Version = Annotated[str, Path(max_length=100, description="A version, a full release, or `latest`.", examples=["3.13"])]
Page = Annotated[
    str,
    Path(
        max_length=MAX_PLACE_LENGTH,
        description="A page relative to the documentation's root; an anchor may follow after `%23`.",
        examples=["library/os.html"],
    ),
]
Anchor = Annotated[
    str, Query(max_length=MAX_PLACE_LENGTH, description="The section or definition of the page.", examples=["os.walk"])
]
Start = Annotated[
    int, Query(ge=0, le=100_000_000, description="The `continuation` of the portion before.", examples=[0])
]
Limit = Annotated[
    int, Query(ge=MIN_LENGTH, le=MAX_LENGTH, description="How many characters to give at most.", examples=[2000])
]


@router.get(
    "/sections/{version}/{path:path}",
    response_model=SectionAnswer,
    responses={**AS_TEXT, **problem_responses(400, 404, 422)},
)
async def show_section(
    request: Request,
    response: Response,
    session: Read,
    version: Version,
    path: Page,
    *,
    anchor: Anchor = "",
    project: Project = "python",
    start: Start = 0,
    limit: Limit = DEFAULT_LENGTH,
) -> SectionAnswer | Response:
    """Give the text of a section, a definition or a page; as plain Markdown to who accepts that before JSON."""
    place = place_of(path, anchor)
    found = await read_section(session, place, project=project, version=version, start=start, limit=limit)
    response.headers["Vary"] = "Accept"
    if request.headers.get("Accept", "").lower().startswith(MARKDOWN):
        return Response(found.markdown, media_type=MARKDOWN, headers=dict(response.headers))
    edition = Edition(found.project, found.version).segment
    return section_answer(found, reader=addresses_of(request).reader(edition, found.path))


def section_answer(found: SectionText, *, reader: str) -> SectionAnswer:
    """Give the text as the API promises it.

    Args:
        found: The text.
        reader: The address of our own copy, for where the original's is not known.
    """
    answer = SectionAnswer.model_validate(found)
    url = found.url if found.url.startswith(("https://", "http://")) else reader
    return answer.model_copy(update={"url": url, "indexed_at": in_utc(found.indexed_at)})
