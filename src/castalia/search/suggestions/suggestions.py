"""`suggest(session, text)`: what somebody is about to ask, from names, headings and index terms, best first."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from castalia.database.current import current_sets
from castalia.database.models import Name, Page, Section
from castalia.database.sets import choose_sets
from castalia.documents.kinds import kind_of
from castalia.errors import QueryError
from castalia.query.halves import refuse_halves
from castalia.search.address import address_of, place_of
from castalia.search.gone import SetGoneError, once_more
from castalia.search.ranking.memory import Memory, key_of
from castalia.search.ranking.ranking import FOLDERS
from castalia.search.spelling.vocabulary import defines
from castalia.search.suggestions.completion import Completions, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.ranking.memory import SetKey

MAX_SUGGESTIONS = 20
MAX_TYPED = 500
"""In characters, as for a whole query."""

LONGEST_BEGINNING = 100
"""What goes on after so many characters is no suggestion any more."""

REMEMBERED = 8
"""The suggestions of so many documentations stay in memory, those asked for last: 8 MB for a version of Python's."""

MAX_NAMES = 500_000
"""Python's documentation has a tenth of these; whoever brings more gets suggestions from the first."""

KINDS = {
    "module": 1.0,
    "class": 0.8,
    "function": 0.8,
    "exception": 0.7,
    "term": 0.6,
    "page": 0.5,
    "method": 0.4,
    "data": 0.3,
    "option": 0.3,
    "envvar": 0.3,
    "attribute": 0.2,
    "section": 0.1,
    "index": -0.3,
    "grammar": -0.5,
}
"""How likely somebody means a thing of this kind; what a C extension needs is asked for least."""

OTHER_KIND = 0.0
C_KIND = -1.0
BUILT_IN = 0.6
"""A Python name without a dot is a built-in, or a module of the first rank."""

POPULARITY = 0.35
INLINKS = 0.1
FOLDER = 4.0

HEADING = "heading"
INDEX = ("index", "index:main")
INDEX_TERM = "index"
OPTION = "std:cmdoption"

LONGEST_OPERATOR = 3
"""An operator with a remark in brackets is found by itself too, in characters."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody may be about to ask.

    Args:
        text: The query.
        kind: What it leads to: ``function``, ``section``, ``term``, ``index`` ...
        path: Where it leads, ``page#anchor`` relative to the documentation's root.
        url: The published original's address, else our reader's.
        title: The title of that page.
        version: The version it was taken from.
        project: The project it was taken from.
    """

    text: str
    kind: str
    path: str
    url: str
    title: str
    version: str
    project: str = "python"


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions of one documentation: what there is, and each page's path and title by its number."""

    completions: Completions
    pages: Sequence[tuple[str, str]]


_memory: Memory[Suggested] = Memory(REMEMBERED)
_making: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[SetKey, asyncio.Lock]] = WeakKeyDictionary()


@once_more
async def suggest(
    session: AsyncSession, text: str, *, project: str = "python", version: str | None = None, limit: int = 10
) -> tuple[Suggestion, ...]:
    """Give what somebody may be about to ask who has typed so much, best first.

    Args:
        session: A session to read with.
        text: What was typed so far.
        project: The project to search.
        version: A version's key or full release; the newest stable one when absent, and where all are asked.
        limit: How many to give at most, 1 to 20.

    Raises:
        QueryError: The text is too long, or the limit out of range.
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: The version is not indexed.
    """
    _check(text, limit)
    documentation, *_ = choose_sets(await current_sets(session), project=project, version=version)
    if len(text) > LONGEST_BEGINNING or not text.strip():
        return ()
    suggested = await suggested_of(session, documentation)
    return tuple(
        _suggestion(entry, suggested.pages[entry.page], documentation)
        for entry in suggested.completions.complete(text, limit)
    )


def _check(text: str, limit: int) -> None:
    if len(text) > MAX_TYPED:
        message = f"the query has {len(text)} characters; at most {MAX_TYPED} are searched, so type less of it"
        raise QueryError(message)
    refuse_halves(text)
    if not 1 <= limit <= MAX_SUGGESTIONS:
        message = f"limit is {limit}; give a number from 1 to {MAX_SUGGESTIONS}"
        raise QueryError(message)


def _suggestion(entry: Entry, page: tuple[str, str], documentation: DocumentationSet) -> Suggestion:
    path = place_of(page[0], entry.anchor)
    url = address_of(documentation, path)
    own = {"version": documentation.version, "project": documentation.project}
    return Suggestion(entry.text, entry.kind, path, url, title=page[1], **own)


async def suggested_of(session: AsyncSession, documentation: DocumentationSet) -> Suggested:
    """Give all suggestions of a documentation, made when they are first needed: what was indexed never changes."""
    key = key_of(documentation)
    known = _memory.get(session, key)
    if known is not None:
        return known
    # Whoever types asks several times before the first answer is there: one of them makes it.
    locks = _making.setdefault(asyncio.get_running_loop(), {})
    async with locks.setdefault(key, asyncio.Lock()):
        known = _memory.get(session, key)
        if known is None:
            known = await _make(session, documentation)
            _memory.put(session, key, known)
    locks.pop(key, None)
    return known


async def _make(session: AsyncSession, documentation: DocumentationSet) -> Suggested:
    set_id = documentation.id
    operator = (Name.parts == 1) & Name.role.in_(INDEX) & (func.length(Name.name) <= LONGEST_OPERATOR)
    asked_for = (Name.parts == 0) | (Name.role == OPTION) | operator
    names = select(Name.name, Name.role, Name.section_id, Name.anchor).where(Name.set_id == set_id, asked_for)
    sections = select(
        Section.id, Section.page_id, Section.kind, Section.folder, Section.inlinks, Section.popularity, Section.name
    ).where(Section.set_id == set_id)
    pages = select(Page.id, Page.path, Page.title).where(Page.set_id == set_id)
    named = list(await session.execute(names.order_by(Name.id).limit(MAX_NAMES)))
    weighed = list(await session.execute(sections.order_by(Section.id)))
    titled = {row.id: (row.path, row.title) for row in await session.execute(pages.order_by(Page.id))}
    if len(weighed) != documentation.sections or len(titled) != documentation.pages:
        raise SetGoneError(documentation)
    completions = await asyncio.to_thread(lambda: Completions(entries(named, weighed)))
    return Suggested(completions, [titled.get(number, ("", "")) for number in range(max(titled, default=-1) + 1)])


def entries(
    names: Iterable[Row[str, str, int, str]], sections: Sequence[Row[int, int, str, str, int, float, str]]
) -> Iterator[Entry]:
    """Give what can be suggested: definitions, headings, and index terms that say more than these.

    Args:
        names: Name, role, section and anchor of every whole name, and of every operator.
        sections: Id, page, kind, folder, inlinks, popularity and name of every section, in the order of their ids.
    """
    seen: set[tuple[str, ...]] = set()
    for name, role, section_id, anchor in names:
        _, page, kind, folder, inlinks, popularity, defined = sections[section_id]
        said = _kind(role, kind)
        if said is None or (said == INDEX_TERM and not _says_more(name, defined, seen)):
            continue
        weight = POPULARITY * popularity + INLINKS * math.log1p(inlinks) + FOLDER * FOLDERS.get(folder, 0.0)
        yield Entry(name, said, page, name if anchor == name else anchor, weight + _prior(said, name))


def _kind(role: str, kind: str) -> str | None:
    """Give what to call a suggestion; none where the name is no good one."""
    if defines(role):
        # A token's name begins with that of its grammar, and its section says what there is to say.
        return None if role == "std:token" else kind_of(role)
    if role == HEADING:
        return kind
    return INDEX_TERM if role in INDEX else None


def _says_more(term: str, defined: str, seen: set[tuple[str, ...]]) -> bool:
    """Tell whether an index term is more than a definition with its kind, or another one the other way round."""
    words = tuple(sorted(term.casefold().replace(",", " ").split()))
    if words in seen or term.startswith((",", "-")) or "(" in term or "Python Enhancement Proposals" in term:
        return False
    seen.add(words)
    return not defined or defined.casefold() not in words


def _prior(kind: str, name: str) -> float:
    prior = C_KIND if kind.startswith("c-") else KINDS.get(kind, OTHER_KIND)
    return prior + (BUILT_IN if kind in {"class", "function", "exception", "module"} and "." not in name else 0.0)
