"""The pages people search with: one box at home, and the results of a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from castalia.database.sets import live_sets
from castalia.errors import EmptyIndexError, UnknownVersionError
from castalia.search.search import search
from castalia.web.addresses import addresses_of
from castalia.web.depends import Read
from castalia.web.edition import Edition, parse_edition
from castalia.web.pagination import MAX_PAGE, PAGE_SIZE, Pagination, offset_of
from castalia.web.rendering import render
from castalia.web.search_box import search_box, segment_of
from castalia.web.switch import ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.database.models import DocumentationSet
    from castalia.search.results import Result, Results
    from castalia.web.addresses import Addresses

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

EXAMPLES = ("asyncio.TaskGroup", "read a file line by line", ":=", "json.dumps", "what is a decorator")
"""Queries that show what can be asked: a name, a task, an operator, a member, a question."""

NOTHING_INDEXED = "There is nothing to search yet. Run `castalia index` to obtain and index Python's documentation."

VersionText = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A result with the places its links lead to.

    Args:
        result: What was found.
        published: The address of the original.
        reading: The address of our own copy.
    """

    result: Result
    published: str
    reading: str


@router.get("/")
async def show_home(request: Request, session: Read) -> HTMLResponse:
    """Show the box and what it searches."""
    return home(request, await indexed(session))


@router.get("/search")
async def show_results(
    request: Request,
    session: Read,
    *,
    q: str = "",
    version: VersionText = "",
    page: Annotated[int, Query(ge=1)] = 1,
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
            verbatim=exact,
            explain=explain,
        )
    except UnknownVersionError as error:
        return unknown_edition(request, sets, query=q, detail=str(error))
    if page > 1 and not found.results:
        raise too_far(page)
    return results(request, sets, found=found, version=version, page=page, exact=exact)


@router.get("/help")
async def show_help(request: Request, session: Read) -> HTMLResponse:
    """Show what can be asked, and the keys."""
    return render(request, "help.html", box=search_box(await live_sets(session)))


async def indexed(session: Read) -> Sequence[DocumentationSet]:
    """List what can be searched.

    Raises:
        EmptyIndexError: There is nothing.
    """
    sets = await live_sets(session)
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


def results(
    request: Request, sets: Sequence[DocumentationSet], *, found: Results, version: str, page: int, exact: bool
) -> HTMLResponse:
    """Give a page of results, or the page that helps when there are none."""
    chosen = Edition(found.project, found.version).segment
    addresses = addresses_of(request)
    return render(
        request,
        "results.html" if found.results else "nothing.html",
        box=search_box(sets, found.query, chosen=chosen),
        found=found,
        hits=[hit(result, addresses=addresses, asked=found.corrected or found.query) for result in found.results],
        chosen=chosen,
        pagination=Pagination(page, found.total.value),
        version=version,
        exact=exact,
        ways=ways(
            sets,
            lambda segment: addresses.search(found.query, edition=segment, exact=exact),
            chosen=chosen,
            project=found.project,
        ),
        examples=EXAMPLES,
    )


def hit(result: Result, *, addresses: Addresses, asked: str) -> Hit:
    """Give a result with its two addresses, ours with what was asked to be marked."""
    edition = Edition(result.project, result.version)
    reading = addresses.reader(edition.segment, result.path, marked=asked)
    return Hit(result, addresses.published(result, edition), reading)


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
