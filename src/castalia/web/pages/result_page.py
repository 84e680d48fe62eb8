"""What a search found comes in; the page of results, or the page that helps when there are none, goes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from castalia.search.cards.card import find_card
from castalia.search.definitions.sitelinks import Extras, extras_of
from castalia.search.definitions.symbols import look_up, near_names
from castalia.search.grouping import group_by_page
from castalia.web.addresses import addresses_of
from castalia.web.edition import Edition
from castalia.web.pages.pagination import Pagination
from castalia.web.pages.rendering import render
from castalia.web.pages.search_box import scope_of, search_box
from castalia.web.pages.switch import ways

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from castalia.database.models import DocumentationSet
    from castalia.search.cards.card import Card
    from castalia.search.lanes import Lane
    from castalia.search.results import Result, Results
    from castalia.web.addresses import Addresses

EXAMPLES = ("asyncio.TaskGroup", "how to read a csv file", ":=", "json.dumps", "what is a decorator")
"""Queries that show what can be asked: a name, a task, an operator, a member, a question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Args:
        query: What was typed.
        version: The edition as the address has it; empty for the newest.
        page: The page, counted from one.
        lane: The lane to search; all when there is none.
        exact: Whether the query is meant as it is spelt.
        explain: Whether each result says why it stands where it stands.
    """

    query: str
    version: str = ""
    page: int = 1
    lane: Lane | None = None
    exact: bool = False
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A result with what stands beside it and the places its links lead to.

    Args:
        result: What was found.
        extras: Its signature, badges and links to what it holds.
        published: The address of the original.
        reading: The address of our own copy.
        edition: The segment of the documentation that it is from.
    """

    result: Result
    extras: Extras
    published: str
    reading: str
    edition: str


async def result_page(
    request: Request, session: AsyncSession, sets: Sequence[DocumentationSet], *, asked: Asked, found: Results
) -> HTMLResponse:
    """Give a page of results, or the page that helps when there are none."""
    addresses = addresses_of(request)
    chosen = Edition(found.project, found.version).segment
    scope = scope_of(found)
    card = await find_card(session, found) if asked.page == 1 else None
    extras = await _extras(session, found)
    others = ways(
        sets,
        lambda segment: addresses.search(found.query, edition=segment, lane=asked.lane, exact=asked.exact),
        chosen=scope,
        project=found.project,
        with_together=True,
    )
    return render(
        request,
        "results.html" if found.results else "nothing.html",
        box=search_box(sets, found.query, chosen=scope, lane=asked.lane or ""),
        asked=asked,
        found=found,
        words=found.corrected or found.query,
        groups=groups(found if asked.explain else beside(card, found), extras, addresses=addresses),
        card=card,
        chosen=chosen,
        searched=next((each for each in sets if (each.project, each.version) == (found.project, found.version)), None),
        pagination=Pagination(asked.page, found.different),
        ways=others,
        elsewhere=[way for way in others if way.label in found.elsewhere],
        since=await since(session, found),
        near=() if found.results else await _near(session, found),
        examples=EXAMPLES,
    )


def beside(card: Card | None, found: Results) -> Results:
    """Give the results but for the one that the card shows already."""
    if card is None or card.kind == "versions":
        return found
    return replace(
        found, results=tuple(each for each in found.results if (each.path, each.version) != (card.path, card.version))
    )


async def _near(session: AsyncSession, found: Results) -> tuple[str, ...]:
    """Give names like the query; what it names itself lies in another lane, and is not what was meant instead."""
    names = await near_names(session, found.query, project=found.project, version=found.version)
    return tuple(name for name in names if name != found.query.strip())


async def _extras(session: AsyncSession, found: Results) -> Mapping[Edition, Mapping[str, Extras]]:
    """Read what stands beside the results, set by set."""
    editions = dict.fromkeys(map(edition_of, found.results))
    of_edition = {
        edition: replace(
            found,
            project=edition.project,
            version=edition.version or found.version,
            results=tuple(each for each in found.results if edition_of(each) == edition),
        )
        for edition in editions
    }
    return {edition: await extras_of(session, results) for edition, results in of_edition.items()}


def groups(found: Results, extras: Mapping[Edition, Mapping[str, Extras]], *, addresses: Addresses) -> list[list[Hit]]:
    """Give the results by their pages, the best page first, each with its two addresses."""
    words = found.corrected or found.query
    return [
        [
            hit(each, extras[edition_of(each)].get(each.path, Extras()), addresses=addresses, words=words)
            for each in page.results
        ]
        for page in group_by_page(found.results)
    ]


def hit(result: Result, extras: Extras, *, addresses: Addresses, words: str) -> Hit:
    """Give a result with its two addresses, ours with what was asked to be marked."""
    edition = edition_of(result)
    reading = addresses.reader(edition.segment, result.path, marked=words)
    return Hit(result, extras, addresses.published(result, edition), reading, edition.segment)


def edition_of(result: Result) -> Edition:
    """Give the edition that a result is from."""
    return Edition(result.project, result.version)


async def since(session: AsyncSession, found: Results) -> str:
    """Give the version that added what only other versions have; nothing where the documentation does not say."""
    if not found.elsewhere:
        return ""
    there = await look_up(session, found.query, project=found.project, version=found.elsewhere[0])
    badges = there.badges if there is not None else ()
    return next((badge.version for badge in badges if badge.kind == "added"), "")
