"""``/lucky?q=``: a query comes in, the way straight to its best result goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from castalia.errors import UnknownVersionError
from castalia.search.search import search
from castalia.web.addresses import addresses_of
from castalia.web.depends import Read
from castalia.web.edition import Edition
from castalia.web.pages.pages import VersionText, chosen_edition, indexed, unknown_edition

if TYPE_CHECKING:
    from castalia.search.results import Results
    from castalia.web.addresses import Addresses

router = APIRouter(include_in_schema=False)


@router.get("/lucky")
async def lead_to_best(request: Request, session: Read, q: str = "", *, version: VersionText = "") -> Response:
    """Lead to our copy of the best result, which needs no other host; to the results when there is none."""
    addresses = addresses_of(request)
    query = q.strip().removeprefix("!").strip()
    if not query:
        return RedirectResponse(addresses.home, status_code=307)
    sets = await indexed(session)
    edition = chosen_edition(sets, version)
    try:
        found = await search(session, query, project=edition.project, version=edition.version, limit=1)
    except UnknownVersionError as error:
        return unknown_edition(request, sets, query=query, detail=str(error))
    return RedirectResponse(best_address(found, version=version, addresses=addresses), status_code=307)


def best_address(found: Results, *, version: str, addresses: Addresses) -> str:
    """Give where the best result lies, or the page that helps when nothing is found."""
    if not found.results:
        return addresses.search(found.query, edition=version)
    best = found.results[0]
    segment = Edition(best.project, best.version).segment
    return addresses.reader(segment, best.path, marked=found.corrected or found.query)
