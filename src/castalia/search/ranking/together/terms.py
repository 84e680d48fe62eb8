"""Terms of a query in, out how well the words of every section of a collection match them.

The database gives for each term where it stands in all sets, by one statement. What follows from that is remembered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from castalia.database.many import at_place, numbers, one_of, place
from castalia.database.models import Posting
from castalia.search.ranking.inverted_index import POSTING, TERM
from castalia.search.ranking.lexical import impacts, inverse_document_frequency
from castalia.search.ranking.memory import Memory
from castalia.search.ranking.words import add_up
from castalia.text.postings import unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.ranking.together.collection import Collection
    from castalia.search.ranking.together.question import Question
    from castalia.search.ranking.words import Words

REMEMBERED = 256 * 1024 * 1024
"""Bytes of postings for each database; a term that stands in a tenth of a million sections takes 0.6 MB."""

OVERHEAD = 400
"""Bytes that a term takes beside its postings."""

NUMBERED = select(TERM.set_id, TERM.id, TERM.term).where(one_of(TERM.set_id, "sets"), one_of(TERM.term, "terms"))

PLACES = numbers("places")
STANDING = (
    select(POSTING.set_id, POSTING.term_id, POSTING.places)
    .select_from(PLACES)
    .join(Posting.__table__, at_place(POSTING.set_id, POSTING.term_id, PLACES))
    # The places say it too, but only this is known when PostgreSQL plans.
    .where(one_of(POSTING.set_id, "sets"))
)


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a term stands in the sets of a language.

    Args:
        held: How many sections hold it.
        impacts: How much each is about it, in ``STEPS`` from 0 to 1; its rarity comes on top.
        sections: The numbers of these sections in the collection; ``None`` where the impacts are those of all sections.
    """

    held: int
    impacts: NDArray[np.uint16]
    sections: NDArray[np.uint32] | None

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return OVERHEAD + self.impacts.nbytes + (0 if self.sections is None else self.sections.nbytes)

    def add(self, scores: NDArray[np.float32], rarity: np.float32) -> None:
        """Add to the scores of all sections what the term counts."""
        step = rarity / np.float32(STEPS)
        if self.sections is None:
            for begin in range(0, len(scores), PORTION):
                portion = slice(begin, begin + PORTION)
                scores[portion] += step * self.impacts[portion].astype(np.float32)
        else:
            # Of the ways to add to some elements the fastest; no section stands twice among a term's.
            np.add.at(scores, self.sections.astype(np.intp), step * self.impacts.astype(np.float32))


STEPS = 2**16 - 1
"""So finely it is told how much a section is about a term. Two bytes are half of what a number with a point takes, so
that twice as many terms stay in memory, and what they leave out no ranking shows: it is a hundred thousandth.
"""

COMMON = 4
"""What stands in one of so many sections is added to all of them, which is faster than to add it to some."""

PORTION = 2**16
"""So many are added at a time, so that what is computed between stays in the processor's cache."""

NOWHERE = Spread(0, np.empty(0, np.uint16), np.empty(0, np.uint32))

_memory: Memory[Spread] = Memory(REMEMBERED, lambda term: term.size)


async def match_terms(
    session: AsyncSession, collection: Collection, questions: Sequence[Question], scores: NDArray[np.float32]
) -> Words:
    """Score every section of a collection by the terms that stand in it, by their rarity in all sets together.

    Args:
        session: A session to read with.
        collection: The collection.
        questions: The query in each language, with the sets that it is asked of.
        scores: A number for each section, where the scores are put.
    """
    found = [await _spread(session, collection, each) for each in questions]
    held: Counter[str] = Counter()
    for terms in found:
        held.update({term: spread.held for term, spread in terms.items()})
    total = collection.sections
    return _match(found, {term: inverse_document_frequency(held[term], total) for term in held if held[term]}, scores)


def _match(found: Sequence[Mapping[str, Spread]], rarity: Mapping[str, float], scores: NDArray[np.float32]) -> Words:
    def add(scores: NDArray[np.float32], terms: Sequence[str]) -> None:
        for term in terms:
            for spread in (each[term] for each in found if term in each):
                spread.add(scores, np.float32(rarity[term]))

    scores[:] = 0
    return add_up(scores, rarity, add)


async def _spread(session: AsyncSession, collection: Collection, question: Question) -> dict[str, Spread]:
    """Give where the terms of a query stand."""
    terms, of = question.query.terms, (collection.number, question.language)
    known = _memory.several(session, [(*of, term) for term in terms])
    found = {term: spread for (*_, term), spread in known.items()}
    missing = [term for term in terms if term not in found]
    if missing:
        new = await _read(session, collection, missing, question.sets)
        _memory.keep(session, {(*of, term): spread for term, spread in new.items()})
        found |= new
    return {term: found[term] for term in terms}


async def _read(
    session: AsyncSession, collection: Collection, terms: Iterable[str], sets: Sequence[int]
) -> dict[str, Spread]:
    """Read where terms stand in some of the sets."""
    number_of = {collection.sets[number].id: number for number in sets}
    values = {"sets": sorted(number_of), "terms": sorted(terms)}
    numbered = {(set_id, number): term for set_id, number, term in await session.execute(NUMBERED, values)}
    values["places"] = [place(*each) for each in numbered]
    parts: dict[str, list[tuple[int, bytes]]] = {term: [] for term in terms}
    for set_id, number, places in await session.execute(STANDING, values) if numbered else ():
        parts[numbered[set_id, number]].append((number_of[set_id], places))
    return {term: _joined(collection, sorted(found)) for term, found in parts.items()}


def _joined(collection: Collection, parts: Sequence[tuple[int, bytes]]) -> Spread:
    """Join where a term stands in one set after another."""
    if not parts:
        return NOWHERE
    sections, points = [], []
    for number, places in parts:
        postings = unpack(places)
        sections.append(postings.sections + np.uint32(collection.begins[number]))
        points.append(impacts(postings, collection.columns[number].norms))
    return spread(np.concatenate(sections), np.concatenate(points), total=collection.sections)


def spread(sections: NDArray[np.uint32], impacts: NDArray[np.float32], *, total: int) -> Spread:
    """Keep where a term stands in the way in which it is added faster.

    Args:
        sections: The numbers of the sections that hold it.
        impacts: How much each is about it, from 0 to 1.
        total: How many sections there are.
    """
    told = np.rint(impacts * np.float32(STEPS)).astype(np.uint16)
    if len(sections) * COMMON < total:
        return Spread(len(sections), told, sections)
    whole = np.zeros(total, np.uint16)
    whole[sections] = told
    return Spread(len(sections), whole, None)
