"""The stored pages themselves, in our frame, for reading without a network.

``/docs/{edition}/{path}`` mirrors the paths of the original, so that the relative links of a page work
as they are. The edition is a version of Python's documentation (``3.13``, or a full release such as
``3.13.5``), or names its project first: ``django@5.2``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from castalia.database.pages import read_asset, read_page
from castalia.database.sets import find_set, live_sets
from castalia.errors import UnknownVersionError
from castalia.search.address import place_of
from castalia.search.cards.card import card_of_name
from castalia.search.definitions.same_place import same_place
from castalia.search.search import MAX_QUERY_LENGTH
from castalia.web.addresses import PATH_CHARACTERS, addresses_of
from castalia.web.depends import Read
from castalia.web.edition import parse_edition
from castalia.web.middleware.freshness import fresh
from castalia.web.pages.rendering import render
from castalia.web.pages.search_box import search_box, segment_of
from castalia.web.pages.switch import ways
from castalia.web.reader.asset_response import asset_response
from castalia.web.reader.marking import mark_terms
from castalia.web.reader.stored_path import MAX_PATH_LENGTH, name_of, stored_paths, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.database.pages import StoredPage
    from castalia.search.cards.card import Card

Highlight = Annotated[str, Query(max_length=MAX_QUERY_LENGTH, description="The query whose terms are marked.")]
Origin = Annotated[str, Query(alias="from", max_length=MAX_PATH_LENGTH, description="The edition a reader comes from.")]
Anchor = Annotated[str, Query(max_length=MAX_PATH_LENGTH, description="The place in the page that was read there.")]

router = APIRouter(prefix="/docs", default_response_class=HTMLResponse, include_in_schema=False)

LINK_FROM_THE_TOP = re.compile(r'(<a\b[^<>]*?\shref=")/(?!/)')
"""A link of a notice that begins at the root of the original's host."""


@router.get("/{edition}")
async def show_start(request: Request, edition: str) -> RedirectResponse:
    """Lead to the address below which the relative links of a start page work."""
    return RedirectResponse(addresses_of(request).reader(edition), status_code=308)


@router.get("/{edition}/search.html")
async def lead_to_search(request: Request, edition: str, q: str = "") -> RedirectResponse:
    """Lead to our results from the address that documentation searches have elsewhere."""
    return RedirectResponse(addresses_of(request).search(q, edition=edition), status_code=307)


@router.get("/{edition}/{path:path}", dependencies=[Depends(fresh)])
async def show_stored(
    request: Request,
    response: Response,
    session: Read,
    edition: str,
    path: str,
    *,
    highlight: Highlight = "",
    origin: Origin = "",
    at: Anchor = "",
) -> Response:
    """Show a stored page, or the file it shows or offers; with an origin, lead to what lies here at its place."""
    asked = parse_edition(edition)
    sets = await live_sets(session)
    try:
        found = await find_set(session, project=asked.project, version=asked.version)
    except UnknownVersionError as error:
        return unknown_edition(request, sets, path=path, detail=str(error))
    if origin and (place := await counterpart(session, found, path, origin=origin, anchor=at)):
        return RedirectResponse(addresses_of(request).reader(segment_of(found), place), status_code=307)
    for stored in stored_paths(path):
        if page := await read_page(session, found.id, stored):
            shown = reader_page(request, page, found=found, sets=sets, highlight=highlight)
            shown.headers.update(response.headers)
            return shown
        if asset := await read_asset(session, found.id, stored):
            return asset_response(asset)
    name = name_of(path)
    card = await card_of_name(session, name, project=found.project, version=found.version) if name else None
    return missing_page(request, sets, found=found, path=path, card=card)


async def counterpart(
    session: AsyncSession, found: DocumentationSet, path: str, *, origin: str, anchor: str
) -> str | None:
    """Give the place where an edition says what another one says at a path and an anchor; none where it does not.

    Args:
        session: A session to read with.
        found: The edition to find it in.
        path: The page in the other edition.
        origin: The segment of the other edition.
        anchor: The place in that page; may be empty.
    """
    other = parse_edition(origin)
    if other.project != found.project or not stored_paths(path):
        return None
    versions = {"from_version": other.version or "", "to_version": found.version}
    try:
        return await same_place(session, place_of(path, anchor), project=found.project, **versions)
    except UnknownVersionError:
        return None


def reader_page(
    request: Request, page: StoredPage, *, found: DocumentationSet, sets: Sequence[DocumentationSet], highlight: str
) -> HTMLResponse:
    """Give a stored page in our frame, with the ways to its original and to the other versions."""
    addresses = addresses_of(request)
    segment = segment_of(found)
    original = original_of(found.home, page.path)
    return render(
        request,
        "reader.html",
        box=search_box(sets, highlight, chosen=segment),
        page=page,
        body=mark_terms(page.body, highlight, found.language) if highlight.strip() else page.body,
        ways=ways(
            [each for each in sets if each.project == found.project],
            lambda other: addresses.counterpart(other, page.path, origin=segment),
            chosen=segment,
            project=found.project,
        ),
        highlight=highlight,
        notice=LINK_FROM_THE_TOP.sub(rf"\g<1>{addresses.reader(segment)}", page.notice),
        found=found,
        segment=segment,
        original=original,
        original_host=urlsplit(original).netloc,
    )


def original_of(home: str, path: str) -> str:
    """Give the address of a page's original; nothing when the documentation names no home on the web."""
    return f"{home}{quote(path, safe=PATH_CHARACTERS)}" if home.startswith(("https://", "http://")) else ""


def unknown_edition(request: Request, sets: Sequence[DocumentationSet], *, path: str, detail: str) -> HTMLResponse:
    """Give the page that offers the same path in the editions there are."""
    links = [(each, addresses_of(request).reader(segment_of(each), path)) for each in sets]
    return render(
        request, "unknown.html", status_code=404, box=search_box(sets), detail=detail, links=links, offer="Read it in"
    )


def missing_page(
    request: Request, sets: Sequence[DocumentationSet], *, found: DocumentationSet, path: str, card: Card | None
) -> HTMLResponse:
    """Give the page that helps when there is nothing at a path."""
    words = words_of(path)
    segment = segment_of(found)
    possible = bool(stored_paths(path))
    original = original_of(found.home, path) if possible else ""
    return render(
        request,
        "missing.html",
        status_code=404,
        box=search_box(sets, words, chosen=segment),
        card=card,
        chosen=segment,
        ways=ways(
            sets,
            lambda other: addresses_of(request).search(words, edition=other),
            chosen=segment,
            project=found.project,
        ),
        found=found,
        segment=segment,
        path=path,
        words=words,
        others=[(each, segment_of(each)) for each in sets if possible and each.id != found.id],
        original=original,
        original_host=urlsplit(original).netloc,
    )
