"""The pages people search with: one box at home, and the results of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from castalia.database.current import current_sets
from castalia.errors import EmptyIndexError, UnknownVersionError
from castalia.search.lanes import Lane
from castalia.search.search import search
from castalia.web.addresses import addresses_of
from castalia.web.depends import Read
from castalia.web.edition import Edition, parse_edition
from castalia.web.middleware.freshness import fresh
from castalia.web.pages.pagination import MAX_PAGE, PAGE_SIZE, offset_of
from castalia.web.pages.rendering import render
from castalia.web.pages.result_page import EXAMPLES, Asked, result_page
from castalia.web.pages.search_box import search_box, segment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.database.models import DocumentationSet

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

NOTHING_INDEXED = "There is nothing to search yet. Run `castalia index` to obtain and index Python's documentation."

VersionText = Annotated[str, Query(max_length=200)]


@router.get("/")
async def show_home(request: Request, session: Read) -> HTMLResponse:
    """Show the box and what it searches."""
    return home(request, await indexed(session))


@router.get("/search", dependencies=[Depends(fresh)])
async def show_results(
    request: Request,
    response: Response,
    session: Read,
    *,
    q: str = "",
    version: VersionText = "",
    page: Annotated[int, Query(ge=1)] = 1,
    lane: Lane | None = None,
    exact: bool = False,
    explain: bool = False,
) -> HTMLResponse:
    """Show one page of what a query finds."""
    sets = await indexed(session)
    if not q.strip():
        return home(request, sets, version=version, hint=True)
    if page > MAX_PAGE:
        raise too_far(page)
    edition = chosen_edition(sets, version)
    try:
        found = await search(
            session,
            q,
            project=edition.project,
            version=edition.version,
            limit=PAGE_SIZE,
            offset=offset_of(page),
            lane=lane,
            verbatim=exact,
            explain=explain,
        )
    except UnknownVersionError as error:
        return unknown_edition(request, sets, query=q, detail=str(error))
    if page > 1 and not found.results:
        raise too_far(page)
    asked = Asked(q, version, page, lane, exact, explain)
    shown = await result_page(request, session, sets, asked=asked, found=found)
    shown.headers.update(response.headers)
    return shown


@router.get("/help")
async def show_help(request: Request, session: Read) -> HTMLResponse:
    """Show what can be asked, and the keys."""
    sets = await current_sets(session)
    return render(request, "help.html", box=search_box(sets), newest=sets[0] if sets else None)


async def indexed(session: Read) -> Sequence[DocumentationSet]:
    """List what can be searched.

    Raises:
        EmptyIndexError: There is nothing.
    """
    sets = await current_sets(session)
    if not sets:
        raise EmptyIndexError(NOTHING_INDEXED)
    return sets


def chosen_edition(sets: Sequence[DocumentationSet], version: str) -> Edition:
    """Give the edition that an address names, the newest one of the first project when it names none."""
    return parse_edition(version) if version else Edition(sets[0].project)


def home(request: Request, sets: Sequence[DocumentationSet], *, version: str = "", hint: bool = False) -> HTMLResponse:
    """Give the home page.

    Args:
        request: What is being answered.
        sets: What is indexed.
        version: The edition to start with.
        hint: Whether to say what can be asked, because nothing was.
    """
    box = search_box(sets, chosen=version, focused=True)
    return render(request, "home.html", box=box, sets=sets, segment_of=segment_of, examples=EXAMPLES, hint=hint)


def unknown_edition(request: Request, sets: Sequence[DocumentationSet], *, query: str, detail: str) -> HTMLResponse:
    """Give the page that offers the editions there are, for a query in one there is not."""
    links = [(each, addresses_of(request).search(query, edition=segment_of(each))) for each in sets]
    return render(
        request,
        "unknown.html",
        status_code=404,
        box=search_box(sets, query),
        detail=detail,
        links=links,
        offer="Search in",
    )


def too_far(page: int) -> HTTPException:
    """Give the error for a page that no link leads to."""
    return HTTPException(404, f"There is no page {page} of these results. Start again at the first one.")
