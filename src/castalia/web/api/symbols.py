"""`GET /api/v1/symbols/{name}`: a name comes in, all that the documentation says of the thing it names goes out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Request

from castalia.search.definitions.symbols import MAX_NAME, look_up
from castalia.search.definitions.unknown_name import unknown_name
from castalia.web.addresses import addresses_of
from castalia.web.api.parameters import Project, Version
from castalia.web.api.responses import EVERYWHERE, problem_responses
from castalia.web.api.symbol_schemas import SymbolAnswer
from castalia.web.depends import Read
from castalia.web.edition import DEFAULT_PROJECT, Edition
from castalia.web.middleware.freshness import fresh

if TYPE_CHECKING:
    from castalia.search.definitions.definition import Definition
    from castalia.web.addresses import Addresses

symbols_api = APIRouter(prefix="/api/v1", tags=["symbols"], dependencies=[Depends(fresh)], responses=EVERYWHERE)

AskedName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=MAX_NAME,
        description="A name, whole or by its last parts where they name one thing only.",
        examples=["asyncio.TaskGroup"],
    ),
]


@symbols_api.get("/symbols/{name:path}", responses=problem_responses(404, 422))
async def show_symbol(
    request: Request, session: Read, name: AskedName, *, version: Version = None, project: Project = DEFAULT_PROJECT
) -> SymbolAnswer:
    """Give the signatures, version notes, first sentences, example and versions of one definition."""
    found = await look_up(session, name, project=project, version=version)
    if found is None:
        advice = "search for it with /api/v1/search?q="
        raise await unknown_name(session, name, project=project, version=version, advice=advice)
    return SymbolAnswer.model_validate(_addressed(found, addresses_of(request)))


def _addressed(found: Definition, addresses: Addresses) -> Definition:
    """Give a definition with the addresses that this request must see."""
    edition = Edition(found.project, found.version)
    return replace(
        found,
        url=addresses.published(found, edition),
        see_also=tuple(replace(link, url=addresses.published(link, edition)) for link in found.see_also),
        contents=tuple(replace(link, url=addresses.published(link, edition)) for link in found.contents),
        versions=tuple(
            replace(each, url=addresses.published(each, Edition(found.project, each.version)))
            for each in found.versions
        ),
    )
