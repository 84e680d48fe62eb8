"""`read_section(session, path)`: from a place of the documentation to its text as Markdown, in portions."""

from __future__ import annotations

import asyncio
import difflib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.models import Page
from castalia.database.pages import read_page
from castalia.database.sets import find_set
from castalia.documents.excerpt import anchors_of, excerpt
from castalia.documents.markdown import markdown
from castalia.errors import QueryError, UnknownPlaceError
from castalia.query.halves import refuse_halves
from castalia.search.address import address_of, place_of
from castalia.text.portion import portion

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.database.pages import StoredPage
    from castalia.text.portion import Portion

MAX_PLACE_LENGTH = 500
"""No place is longer, in characters."""

MIN_LENGTH = 200
DEFAULT_LENGTH = 20_000
MAX_LENGTH = 100_000
"""So many characters are given at once at most."""

MAX_CANDIDATES = 5

REMEMBERED = 16
"""So many texts stay in memory, those asked for last: whoever reads a long one comes back for each portion."""


@dataclass(frozen=True, slots=True)
class SectionText:
    """The text of a section, a definition or a page, or a portion of it.

    Args:
        project: The project it belongs to.
        version: The version it belongs to.
        release: The full release of that version.
        indexed_at: When that was indexed.
        path: ``page#anchor`` relative to the documentation's root.
        url: The published original's address, else our reader's.
        title: The title of the page.
        markdown: The text.
        start: Where this portion begins in the whole, in characters.
        length: The length of the whole.
        continuation: Where the next portion begins; none after the last.
    """

    project: str
    version: str
    release: str
    indexed_at: datetime
    path: str
    url: str
    title: str
    markdown: str
    start: int
    length: int
    continuation: int | None


async def read_section(
    session: AsyncSession,
    path: str,
    *,
    project: str = "python",
    version: str | None = None,
    start: int = 0,
    limit: int = DEFAULT_LENGTH,
    links: bool = True,
) -> SectionText:
    """Give the text at a place of the documentation.

    Args:
        session: A session to read with.
        path: ``page#anchor`` or ``page``, relative to the documentation's root.
        project: The project.
        version: A version's key or full release; the newest stable one when absent.
        start: Where to begin, in characters.
        limit: How many characters to give at most.
        links: Whether to keep the addresses that words lead to.

    Raises:
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: The version is not indexed.
        UnknownPlaceError: It has no such page or anchor.
        QueryError: The path is too long, or where to begin and how much to give are out of range.
    """
    _check(path, start=start, limit=limit)
    documentation = await find_set(session, project=project, version=version)
    page_path, _, anchor = path.partition("#")
    # PostgreSQL keeps no text with this character, and so refuses to look for one.
    page = None if "\0" in page_path else await read_page(session, documentation.id, page_path)
    if page is None:
        raise await _unknown_page(session, documentation, page_path)
    base = address_of(documentation, page.path) if links else ""
    # A long page takes half a second, and meanwhile others want answers.
    text = await asyncio.to_thread(text_of, page.body, anchor, base)
    if text is None:
        raise _unknown_anchor(documentation, page, anchor)
    return _section(documentation, page, anchor, part=portion(text, start=start, limit=limit))


@lru_cache(maxsize=REMEMBERED)
def text_of(body: str, anchor: str, base: str) -> str | None:
    """Give what stands at an anchor of a page as Markdown; none where the page has no such anchor."""
    html = excerpt(body, anchor)
    return None if html is None else markdown(html, base)


def _check(path: str, *, start: int, limit: int) -> None:
    if len(path) > MAX_PLACE_LENGTH:
        message = f"the path has {len(path)} characters; none has more than {MAX_PLACE_LENGTH}"
        raise QueryError(message)
    refuse_halves(path)
    if start < 0:
        message = f"start is {start}; begin at 0, or at the continuation of the portion before"
        raise QueryError(message)
    if not MIN_LENGTH <= limit <= MAX_LENGTH:
        message = f"limit is {limit}; give a number from {MIN_LENGTH} to {MAX_LENGTH}"
        raise QueryError(message)


def _section(documentation: DocumentationSet, page: StoredPage, anchor: str, *, part: Portion) -> SectionText:
    path = place_of(page.path, anchor)
    return SectionText(
        project=documentation.project,
        version=documentation.version,
        release=documentation.release,
        indexed_at=documentation.indexed_at,
        path=path,
        url=address_of(documentation, path),
        title=page.title,
        markdown=part.text,
        start=part.start,
        length=part.length,
        continuation=part.next,
    )


async def _unknown_page(session: AsyncSession, documentation: DocumentationSet, path: str) -> UnknownPlaceError:
    """Tell which pages may be meant: those whose whole path is like it, the same name in another folder first."""
    paths = list(await session.scalars(select(Page.path).where(Page.set_id == documentation.id).order_by(Page.path)))
    namesakes = [each for each in paths if each.rpartition("/")[2] == path.rpartition("/")[2]]
    near = difflib.get_close_matches(path, paths, MAX_CANDIDATES)
    candidates = tuple(dict.fromkeys((*namesakes, *near)))[:MAX_CANDIDATES]
    message = f"{_named(documentation)} has no page {path!r}{_offer(candidates)}"
    return UnknownPlaceError(message, candidates)


def _unknown_anchor(documentation: DocumentationSet, page: StoredPage, anchor: str) -> UnknownPlaceError:
    """Tell which anchors of the page may be meant."""
    anchors = anchors_of(page.body)
    ending = [each for each in anchors if each.rpartition(".")[2] == anchor]
    near = difflib.get_close_matches(anchor, anchors, MAX_CANDIDATES)
    candidates = tuple(place_of(page.path, each) for each in dict.fromkeys((*ending, *near)))[:MAX_CANDIDATES]
    message = f"the page {page.path} of {_named(documentation)} has no anchor {anchor!r}{_offer(candidates)}"
    return UnknownPlaceError(message, candidates)


def _named(documentation: DocumentationSet) -> str:
    return f"{documentation.project} {documentation.version}"


def _offer(candidates: tuple[str, ...]) -> str:
    return f"; perhaps {candidates[0]}" if candidates else "; search for what it is about"
