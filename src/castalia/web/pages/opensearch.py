"""What a browser needs to search here from its own bar: a description for each edition, and completions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from castalia.database.sets import choose_sets
from castalia.search.suggestions.suggestions import suggest
from castalia.web.addresses import addresses_of
from castalia.web.depends import Read
from castalia.web.edition import parse_edition
from castalia.web.middleware.known_hosts import origin_of
from castalia.web.pages import pages
from castalia.web.pages.rendering import templates
from castalia.web.pages.search_box import label_of, segment_of, together_of

if TYPE_CHECKING:
    from castalia.search.suggestions.suggestions import Suggestion
    from castalia.web.addresses import Addresses

router = APIRouter(include_in_schema=False)

DESCRIPTION = "application/opensearchdescription+xml"

SUGGESTIONS = "application/x-suggestions+json"

COMPLETIONS = 8
"""So many a browser's bar shows at most."""

FIVE_MINUTES = "public, max-age=300"
A_DAY = "public, max-age=86400"

SHORT_NAME = 16
"""The specification's limit, in characters."""

Origin = Annotated[str, Depends(origin_of)]
"""Browsers take no relative addresses in a description, so it needs the host, and the host must be ours."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One edition as a browser's search engine.

    Args:
        edition: Its segment; empty for whatever is the newest.
        label: Its name in a sentence.
        language: The language of what it finds.
    """

    edition: str
    label: str
    language: str

    @property
    def short_name(self) -> str:
        """Give the name that a browser's list shows."""
        return self.label if len(self.label) <= SHORT_NAME else self.label[: SHORT_NAME - 1] + "…"


@router.get("/opensearch.xml")
async def describe_newest(request: Request, session: Read, origin: Origin) -> Response:
    """Describe the search of whatever is the newest version."""
    newest = (await pages.indexed(session))[0]
    engine = Engine("", "Python docs" if newest.project == "python" else newest.project, newest.language)
    return description(engine, origin=origin, addresses=addresses_of(request))


@router.get("/opensearch/{edition}.xml")
async def describe_edition(request: Request, session: Read, origin: Origin, edition: str) -> Response:
    """Describe the search of one edition."""
    sets = await pages.indexed(session)
    offered = [(segment_of(each), label_of(each)) for each in sets] + together_of(sets)
    for segment, label in offered:
        if segment == edition:
            asked = parse_edition(edition)
            first, *_ = choose_sets(sets, project=asked.project, version=asked.version)
            return description(Engine(edition, label, first.language), origin=origin, addresses=addresses_of(request))
    return pages.unknown_edition(request, sets, query="", detail=f"{edition[:100]!r} is not indexed.")


@router.get("/suggestions")
async def complete(session: Read, q: str = "", version: pages.VersionText = "") -> Response:
    """Complete what stands in a browser's bar: what was typed, completions, what each is, where each leads."""
    edition = parse_edition(version)
    found = await suggest(session, q, project=edition.project, version=edition.version, limit=COMPLETIONS)
    columns = zip(*map(completion, found), strict=True) if found else [(), (), ()]
    return JSONResponse([q, *columns], media_type=SUGGESTIONS, headers={"Cache-Control": FIVE_MINUTES})


def completion(suggestion: Suggestion) -> tuple[str, str, str]:
    """Give a completion, what it is, and the address of its original where that is on the web."""
    url = suggestion.url if suggestion.url.startswith(("https://", "http://")) else ""
    return suggestion.text, f"{suggestion.kind} in {suggestion.title}", url


def description(engine: Engine, *, origin: str, addresses: Addresses) -> Response:
    """Give the description of a search engine.

    Args:
        engine: What it searches.
        origin: Scheme and host of this service.
        addresses: The addresses under them.
    """
    template = templates.get_template("opensearch.xml")
    content = template.render(engine=engine, origin=origin, addresses=addresses)
    # Shared caches keep an answer for each host, so that no host gets the description of another.
    return Response(content, media_type=DESCRIPTION, headers={"Cache-Control": A_DAY, "Vary": "Host"})
