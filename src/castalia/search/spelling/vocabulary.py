"""A documentation's speller, made of its own names and words when it is first needed."""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.models import Term
from castalia.documents.kinds import PLACES
from castalia.search.ranking.names import NAME, all_names
from castalia.search.spelling.spelling import Speller
from castalia.text.identifiers import FIRST_AND_LAST
from castalia.text.neighbours import Neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

REMEMBERED = 8
"""So many spellers stay in memory, those asked last: 8 MB for a version of Python's documentation."""

OFTEN = 2
"""A word that stands in one section only may be somebody's mistake, so nothing is corrected to it."""

NameRow = tuple[str, int, str, str]
"""Key, parts, name, role."""

_spellers: OrderedDict[tuple[str, datetime], Speller] = OrderedDict()


async def speller_of(session: AsyncSession, documentation: DocumentationSet) -> Speller:
    """Give the speller of a documentation; what was indexed once never changes, so it is made once."""
    of_set = (documentation.fingerprint, documentation.indexed_at)
    if of_set not in _spellers:
        terms = select(Term.term, Term.sections).where(Term.set_id == documentation.id, Term.sections >= OFTEN)
        frequencies = {row.term: row.sections for row in await session.execute(terms)}
        names: list[NameRow] = []
        # A portion at a time, so that requests get their turn between them; of one key whole names come first.
        async for rows in all_names(session, documentation, NAME.name, NAME.role):
            names += [(key, parts, name, role) for key, parts, _, name, role in rows if defines(role)]
        _spellers[of_set] = await asyncio.to_thread(make_speller, names, frequencies)
    _spellers.move_to_end(of_set)
    while len(_spellers) > REMEMBERED:
        _spellers.popitem(last=False)
    return _spellers[of_set]


def defines(role: str) -> bool:
    """Tell whether a role is a definition's; headings and index entries are sentences, whose words are known."""
    domain, colon, kind = role.partition(":")
    return bool(colon) and domain != "index" and role not in PLACES and not kind.endswith("Param")


def make_speller(names: Iterable[NameRow], frequencies: Mapping[str, int]) -> Speller:
    """Make a speller.

    Args:
        names: The names, those to be preferred of one key first.
        frequencies: In how many sections each term stands.
    """
    written: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, parts, name, role in names:
        written[sys.intern(key)][sys.intern(as_asked(name, parts, role))] = None
    known = {sys.intern(term): sections for term, sections in frequencies.items() if term.isalpha()}
    known |= {key: max(frequencies.get(name.casefold(), 1) for name in ways) for key, ways in written.items()}
    return Speller({key: tuple(ways) for key, ways in written.items()}, known, Neighbours(known))


def as_asked(name: str, parts: int, role: str) -> str:
    """Give as much of a name as its key covers; only Python's and C's names are known by their last parts."""
    if parts == FIRST_AND_LAST:
        return f"{name.partition('.')[0]}.{name.rpartition('.')[2]}"
    if parts == 0 or not role.startswith(("py:", "c:")):
        return name
    return ".".join(name.split(".")[-parts:])
