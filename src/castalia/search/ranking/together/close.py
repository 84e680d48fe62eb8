"""What is known of all sections of a collection in, the scores of those that may be among the best out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from castalia.search.ranking.best import GROUP, SPARE, maxima
from castalia.search.ranking.candidates import POOL
from castalia.search.ranking.level import level
from castalia.search.ranking.meaning import RELATED
from castalia.search.ranking.ranking import WEIGHTS, first_scores, names_score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from castalia.search.ranking.candidates import Asked
    from castalia.search.ranking.ranking import Numbers
    from castalia.search.ranking.together.borne import Hits
    from castalia.search.ranking.together.collection import Collection, Ids
    from castalia.search.ranking.together.nearness import Nearness
    from castalia.search.ranking.words import Words

CLOSE = 1_000
"""So many of those that are near by meaning are looked at closely, if not more are wanted."""

WORDED = 6 * POOL
"""So many are looked at for their words, if not more are wanted: with half as many, pages of results overlapped."""

AMONG_OTHERS = WEIGHTS["mentioned"]
"""What a name among other words counts at most."""


@dataclass(frozen=True)
class Known:
    """What is known of all sections of a collection.

    Args:
        collection: The collection.
        words: How well the words of each section match.
        matching: The sections that hold a word that tells something.
        hits: The names by which sections were asked for.
        nearness: How near each is by meaning; ``None`` where nothing can be said.
        inside: The sections that lie in the lane that is searched; ``None`` where all are.
    """

    collection: Collection
    words: Words
    matching: Ids
    hits: Hits
    nearness: Nearness | None
    inside: NDArray[np.bool_] | None

    @cached_property
    def highest(self) -> float:
        """How well the words of the section match that they match best."""
        left_over = self.words.scores[len(self._maxima) * GROUP :]
        return float(max(self._maxima.max(initial=0.0), left_over.max(initial=0.0))) or 1.0

    @cached_property
    def _maxima(self) -> Numbers:
        return maxima(self.words.scores)

    @property
    def named(self) -> Ids:
        """The sections that were asked for by a name."""
        return np.fromiter(self.hits, np.intp, len(self.hits))

    def promising(self, most: int) -> Ids:
        """Give the sections that can be among the best: by their words, by meaning or by a name.

        Args:
            most: So many are wanted.
        """
        found = np.sort(
            np.concatenate((self._near(max(CLOSE, most)), self._worded(max(WORDED, most)), self.named_inside))
        )
        # Each once, in a quarter of the time that numpy.unique takes.
        return found[np.flatnonzero(np.diff(found, prepend=-1))]

    def _worded(self, count: int) -> Ids:
        """Give those that match best by words."""
        scores = self.words.scores
        if len(self._maxima) > SPARE * count:
            # What so many groups reach, so many sections reach, most of which match: few are looked at then.
            high = self._matching(np.flatnonzero(scores >= np.partition(self._maxima, -count)[-count]))
            if len(high) >= count:
                return high[scores[high] >= level(scores[high], count)]
        worded = self._matching(self.matching)
        return worded[scores[worded] >= level(scores[worded], count)]

    def _matching(self, ids: Ids) -> Ids:
        """Leave out those that do not match or lie in another lane."""
        ids = ids[self.words.matching[ids]]
        return ids if self.inside is None else ids[self.inside[ids]]

    def _near(self, count: int) -> Ids:
        """Give those of the nearest sections that seem best by meaning, words and what no query changes."""
        if self.nearness is None:
            return self.named[:0]
        near = self.nearness.nearest(max(self.nearness.enough, count), self.inside)
        ids = np.flatnonzero(near if self.inside is None else near & self.inside)
        if len(ids) <= count:
            return ids
        share = self.words.scores[ids] / np.float32(self.highest)
        scores = first_scores(share, self.nearness.about(ids), self.collection.prior[ids])
        return ids[scores >= level(scores, count)]

    @property
    def named_inside(self) -> Ids:
        """Those of them that lie in the lane that is searched."""
        named = self.named
        return named if self.inside is None else named[self.inside[named]]

    def count(self, close: Close) -> NDArray[np.intp]:
        """Count the sections that match, by set and lane."""
        counts, counted = self.collection.count_in_order(self.matching), self.words.matching
        related = self.named[:0] if self.nearness is None else self.nearness.related(close.ids, close.cosines)
        for more in (related, self.named):
            new = more[~counted[more]]
            counted[new] = True
            counts += self.collection.count(new)
        return counts


@dataclass(frozen=True, slots=True)
class Close:
    """Sections that were looked at closely.

    Args:
        ids: Their numbers in the collection, in order.
        words: How well their words match, as a share of the best of all.
        cosines: How near they are by meaning; 0 where nothing can be said.
        scores: Their scores.
    """

    ids: Ids
    words: Numbers
    cosines: Numbers
    scores: Numbers

    def best(self, count: int) -> Ids:
        """Give the places of the best, some more than are wanted where several are equally good."""
        return np.flatnonzero(self.scores >= level(self.scores, count))


def look_closely(known: Known, asked: Sequence[Asked], most: int) -> Close:
    """Score the sections that can be among the best by all that is known of them, those that do not answer left out.

    Args:
        known: What is known of all.
        asked: The sets, and the query in the language of each.
        most: So many of the best are certainly among them.
    """
    ids = known.promising(most)
    cosines = np.zeros(len(ids)) if known.nearness is None else known.nearness.of(ids).astype(np.float64)
    # The nearest of few that are near at all may be too far to match, as in a search of one set.
    answers = known.words.matching[ids] | (cosines >= RELATED)
    answers[np.searchsorted(ids, known.named_inside)] = True
    ids, cosines = ids[answers], cosines[answers]
    words = known.words.scores[ids].astype(np.float64) / known.highest
    scores = first_scores(words, cosines, known.collection.prior[ids])
    _add_names(scores, ids, known, asked, floor=level(scores, most) - AMONG_OTHERS)
    return Close(ids, words, cosines, scores)


def _add_names(scores: Numbers, ids: Ids, known: Known, asked: Sequence[Asked], *, floor: float) -> None:
    """Add what names count, but for what stays below the best of all with it."""
    named = known.named_inside
    places, editions = np.searchsorted(ids, named).tolist(), known.collection.editions(named).tolist()
    for number, place, edition in zip(named.tolist(), places, editions, strict=True):
        hits = known.hits[number]
        if scores[place] >= floor or any(hit.whole for hit in hits):
            scores[place] += names_score(asked[edition].query, hits)
