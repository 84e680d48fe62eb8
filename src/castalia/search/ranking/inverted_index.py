"""Terms in, where they stand in a set out: from the database, and soon from memory.

A set that is searched several times is worth reading its postings as a whole: 12 MB for a version of Python's
documentation, which spare every search with a new word an errand to the database.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import and_, bindparam, func, select

from castalia.database.models import Posting, Term
from castalia.database.portions import portions
from castalia.search.gone import SetGoneError
from castalia.search.ranking.hashed import Hashed
from castalia.search.ranking.memory import AGAIN, WholeMemory, key_of
from castalia.search.ranking.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

REMEMBERED = 16 * 1024 * 1024
"""Bytes of postings for each database."""

TERM = Term.__table__.c
POSTING = Posting.__table__.c

OF_SET = (
    select(TERM.term, POSTING.places)
    .select_from(
        Term.__table__.join(Posting.__table__, and_(POSTING.set_id == TERM.set_id, POSTING.term_id == TERM.id))
    )
    .where(TERM.set_id == bindparam("set_id"))
)
COUNT = select(func.count()).select_from(Term.__table__).where(TERM.set_id == bindparam("set_id"))
STATEMENT = OF_SET.where(TERM.term.in_(bindparam("terms", expanding=True)))


class InvertedIndex:
    """All postings of a set.

    Args:
        terms: The terms.
        postings: Where each stands, by the term's number.
    """

    def __init__(self, terms: Hashed, postings: Packed) -> None:
        self._terms = terms
        self._postings = postings

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return self._terms.size + self._postings.size

    def places(self, term: str) -> bytes | None:
        """Give where a term stands; ``None`` where the set does not hold it."""
        number = self._terms.number(term)
        return None if number is None else self._postings[number]


_memory: WholeMemory[InvertedIndex] = WholeMemory(REMEMBERED, lambda index: index.size)


async def places_of(
    session: AsyncSession, documentation: DocumentationSet, terms: Iterable[str]
) -> Mapping[str, bytes]:
    """Give where terms stand as ``castalia.text.postings`` packs it, those left out that the set does not hold.

    Args:
        session: A session to read with.
        documentation: The set to search.
        terms: The terms.

    Raises:
        SetGoneError: They are not there any more.
    """
    # One after the other, so that no search waits for more than one of them: names come before, sections after.
    again = AGAIN + 1
    index = await _memory.get(session, key_of(documentation), lambda: _read(session, documentation), again=again)
    if index is None:
        rows = await session.execute(STATEMENT, {"set_id": documentation.id, "terms": list(terms)})
        return {term: places for term, places in rows}  # noqa: C416 - Rows are no pairs.
    found = {term: index.places(term) for term in terms}
    return {term: places for term, places in found.items() if places is not None}


async def load_postings(session: AsyncSession, documentation: DocumentationSet) -> None:
    """Read all postings of a set, so that no question waits for them."""
    await _memory.fill(session, key_of(documentation), lambda: _read(session, documentation))


async def _read(session: AsyncSession, documentation: DocumentationSet) -> InvertedIndex:
    expected = await session.scalar(COUNT, {"set_id": documentation.id})
    hashes, postings = array("q"), Packed()
    async for rows in portions(session, OF_SET.params(set_id=documentation.id), TERM.term):
        hashes.extend(hash(term) for term, _ in rows)
        postings.add(places for _, places in rows)
    # Between two portions the set may have been dropped.
    if len(hashes) != expected:
        raise SetGoneError(documentation)
    return InvertedIndex(Hashed(np.array(hashes, np.int64)), postings)
