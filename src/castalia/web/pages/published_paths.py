"""Addresses as docs.python.org has them, so that what is set up for it works here with a changed host.

``/3/search.html?q=`` and ``/fr/3.13/search.html?q=`` answer with results, ``/3/library/os.html`` leads to the stored
page. A language says nothing here: places are the same in each.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.convertors import register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse

from castalia.web.addresses import addresses_of
from castalia.web.depends import Read
from castalia.web.pages import pages
from castalia.web.pages.published_version import LanguageConvertor, PublishedVersionConvertor, published_version
from castalia.web.pages.search_box import segment_of
from castalia.web.reader import reader
from castalia.web.reader.stored_path import stored_paths

register_url_convertor("published_version", PublishedVersionConvertor())
register_url_convertor("language", LanguageConvertor())

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/{version:published_version}/search.html")
@router.get("/{language:language}/{version:published_version}/search.html")
async def show_published_search(
    request: Request, response: Response, session: Read, version: str, q: str = ""
) -> Response:
    """Answer where Sphinx's search answers; what else it takes means nothing here."""
    sets = await pages.indexed(session)
    return await pages.show_results(request, response, session, q=q, version=published_version(version, sets))


@router.get("/{version:published_version}")
@router.get("/{version:published_version}/{path:path}")
@router.get("/{language:language}/{version:published_version}")
@router.get("/{language:language}/{version:published_version}/{path:path}")
async def lead_to_stored(request: Request, session: Read, version: str, path: str = "") -> Response:
    """Lead to the stored page; where the version is not indexed, offer the same page of those that are."""
    if not stored_paths(path):
        raise HTTPException(404)
    sets = await pages.indexed(session)
    meant = published_version(version, sets)
    if meant not in map(segment_of, sets):
        detail = f"Version {version} is not indexed; there is {', '.join(map(segment_of, sets))}."
        return reader.unknown_edition(request, sets, path=path, detail=detail)
    return RedirectResponse(addresses_of(request).reader(meant, path), status_code=307)
