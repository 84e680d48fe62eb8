"""Terms of a query in, out how well the words of every section match them: the same on both databases.

The database gives for each term where it stands. What follows from that is remembered, so that a term that was asked
for before costs a few additions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from castalia.search.ranking.inverted_index import places_of
from castalia.search.ranking.lexical import impacts, inverse_document_frequency
from castalia.search.ranking.memory import Memory, key_of
from castalia.text.postings import Postings, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.ranking.columns import Columns

COMMON = 1.0
"""The rarity under which a term stands in over a third of all sections: by itself it makes none an answer."""

REMEMBERED = 64 * 1024 * 1024
"""Bytes of postings for each database, those of sets that are searched one by one; all of one version's are 11 MB."""

OVERHEAD = 300
"""Bytes that a term takes beside its postings."""


@dataclass(frozen=True, slots=True)
class Words:
    """How well the words of every section match.

    Args:
        scores: The BM25F of each section, by its id.
        matching: Which sections hold a term that tells something.
        rarity: The inverse document frequency of each term that the documentation holds.
    """

    scores: NDArray[np.float32]
    matching: NDArray[np.bool_]
    rarity: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A term as it is scored.

    Args:
        rarity: Its inverse document frequency.
        sections: The ids of the sections that hold it; none where the documentation does not.
        points: What it adds to the score of each.
    """

    rarity: float
    sections: NDArray[np.uint32]
    points: NDArray[np.float32]


_UNKNOWN = Weighted(0.0, np.empty(0, np.uint32), np.empty(0, np.float32))

_memory: Memory[Weighted] = Memory(REMEMBERED, lambda term: OVERHEAD + term.sections.nbytes + term.points.nbytes)


async def weigh_terms(
    session: AsyncSession, documentation: DocumentationSet, columns: Columns, terms: Sequence[str]
) -> dict[str, Weighted]:
    """Give each term with where it stands in a set and what it counts there.

    Args:
        session: A session to read with.
        documentation: The set to search.
        columns: The set's columns.
        terms: The terms, each once.
    """
    key = key_of(documentation)
    known = _memory.several(session, [(key, term) for term in terms])
    found = {term: weighted for (_, term), weighted in known.items()}
    missing = [term for term in terms if term not in found]
    if missing:
        places = await places_of(session, documentation, missing)
        new = dict.fromkeys(missing, _UNKNOWN) | _weigh(places, documentation, columns)
        _memory.keep(session, {(key, term): weighted for term, weighted in new.items()})
        found |= new
    # In the order of the query, whatever was remembered: where passages are equally good, it decides.
    return {term: found[term] for term in terms}


def common_rarity(found: Sequence[Mapping[str, Weighted]], sizes: Sequence[int]) -> Mapping[str, float]:
    """Give the rarity of each term in several sets taken together, so that what they score can be compared.

    Args:
        found: The terms of each set.
        sizes: How many sections each set holds.
    """
    if len(found) == 1:
        # Most searches are of one set, of which this is known already.
        return {term: weighted.rarity for term, weighted in found[0].items() if len(weighted.sections)}
    held: Counter[str] = Counter()
    for terms in found:
        held.update({term: len(weighted.sections) for term, weighted in terms.items()})
    return {term: inverse_document_frequency(count, sum(sizes)) for term, count in held.items() if count}


def match_words(found: Mapping[str, Weighted], sections: int, rarity: Mapping[str, float]) -> Words:
    """Score every section of a set by the terms that stand in it.

    Args:
        found: The terms of the set.
        sections: How many sections it holds.
        rarity: The rarity of each term in all that is searched.
    """

    def add(scores: NDArray[np.float32], terms: Sequence[str]) -> None:
        holding = [(each, _points(each, rarity[term])) for term in terms if (each := found.get(term)) is not None]
        if holding:
            numbers = np.concatenate([each.sections for each, _ in holding], dtype=np.intp)
            # Of the ways to add to some elements the fastest, and the only one by which each counts that stands twice.
            np.add.at(scores, numbers, np.concatenate([points for _, points in holding]))

    return add_up(np.zeros(sections, np.float32), rarity, add)


def _points(term: Weighted, rarity: float) -> NDArray[np.float32]:
    """Give what a term counts by its rarity in all that is searched; in a set that is searched alone it is the same."""
    return term.points if term.rarity in {rarity, 0.0} else np.float32(rarity / term.rarity) * term.points


def add_up(
    scores: NDArray[np.float32], rarity: Mapping[str, float], add: Callable[[NDArray[np.float32], Sequence[str]], None]
) -> Words:
    """Add up what the terms count, the most telling ones first, so that it is known what these alone match.

    Args:
        scores: Zeros, to which it is added.
        rarity: The rarity of each term.
        add: Adds what some terms count to the scores.
    """
    ordered, told = sorted(rarity, key=rarity.__getitem__, reverse=True), len(telling(rarity))
    add(scores, ordered[:told])
    matching = scores > 0
    add(scores, ordered[told:])
    return Words(scores, matching, rarity)


def telling(rarity: Mapping[str, float]) -> Mapping[str, float]:
    """Leave out the terms that stand nearly everywhere, unless the query has no others."""
    return {term: weight for term, weight in rarity.items() if weight >= COMMON} or rarity


def _weigh(places: Mapping[str, bytes], documentation: DocumentationSet, columns: Columns) -> dict[str, Weighted]:
    """Weigh terms, all at once: for most of them a step of numpy takes longer to begin than to end."""
    if not places:
        return {}
    postings = [unpack(each) for each in places.values()]
    sections = np.concatenate([each.sections for each in postings])
    told = impacts(Postings(sections, np.concatenate([each.counts for each in postings])), columns.norms)
    weighed: dict[str, Weighted] = {}
    begin = 0
    for term, each in zip(places, postings, strict=True):
        end = begin + len(each.sections)
        rarity = inverse_document_frequency(end - begin, documentation.sections)
        # What is kept must not keep the rest.
        weighed[term] = Weighted(rarity, each.sections.copy(), np.float32(rarity) * told[begin:end])
        begin = end
    return weighed
