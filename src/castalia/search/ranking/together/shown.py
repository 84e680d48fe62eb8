"""Sections with scores in, candidates that can be shown out, with all versions of each.

What a section is called in all versions is remembered, so that nothing has to be read of what will not be shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from castalia.search.merging import thing_of
from castalia.search.ranking.candidates import Candidate
from castalia.search.ranking.ranking import Features
from castalia.search.ranking.together.rows import remember, rows_of
from castalia.search.ranking.together.things import Sighting, foremost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.ranking.candidates import Asked
    from castalia.search.ranking.section_row import SectionRow
    from castalia.search.ranking.together.close import Close, Known
    from castalia.search.ranking.together.collection import Ids


async def find_shown(
    session: AsyncSession, known: Known, asked: Sequence[Asked], close: Close, *, most: int, wanted: int
) -> list[tuple[int, Candidate]]:
    """Give the candidates that stand for the best things, each with the number of its set, in the sections' order.

    Args:
        session: A session to read with.
        known: What is known of all sections.
        asked: The sets, and the query in the language of each.
        close: The sections that were looked at closely.
        most: So many of the best are looked at for what versions have in common.
        wanted: So many things can be shown.
    """
    showing = _Showing(known, asked, close, close.best(most))
    rows = await rows_of(session, known.collection, showing.unknown())
    kept = foremost(showing.sightings(rows), wanted)
    missing = [number for number in kept if number not in rows]
    rows |= await rows_of(session, known.collection, np.array(missing, np.intp))
    shown = [number for number in kept if number in rows]
    # What a section with the query's own name is called depends on the query, so that it is looked at each time.
    wanted_again = {*shown, *filter(showing.is_named, rows)}
    remember(session, known.collection, {number: rows[number] for number in wanted_again})
    return [showing.candidate(number, rows[number]) for number in shown]


class _Showing:
    """The best of the sections that were looked at closely, and what they are called.

    Args:
        known: What is known of all sections.
        asked: The sets, and the query in the language of each.
        close: The sections that were looked at closely.
        best: The places of the best among them.
    """

    def __init__(self, known: Known, asked: Sequence[Asked], close: Close, best: Ids) -> None:
        self._known = known
        self._asked = asked
        self._close = close
        self._ids = close.ids[best]
        editions = known.collection.editions(self._ids).tolist()
        self._places = dict(zip(self._ids.tolist(), zip(best.tolist(), editions, strict=True), strict=True))

    def unknown(self) -> Ids:
        """Give the sections of which it is not known what they are called, those with the query's own name included."""
        unknown = self._known.collection.things[self._ids] == 0
        for place, number in enumerate(self._ids.tolist() if self._known.hits else ()):
            unknown[place] |= self.is_named(number)
        ids: Ids = self._ids[unknown]
        return ids

    def sightings(self, rows: dict[int, SectionRow]) -> list[Sighting]:
        """Give what each of the sections is called.

        Args:
            rows: Those of which it was not known.
        """
        things = self._known.collection.things
        called: dict[int, int] = {}
        for number, row in rows.items():
            edition, candidate = self.candidate(number, row)
            called[number] = hash(thing_of(self._asked[edition], candidate)) or 1
            if not self.is_named(number):
                things[number] = called[number]
        scores = self._close.scores
        return [
            Sighting(number, edition, thing, float(scores[place]))
            for (number, (place, edition)), known in zip(self._places.items(), things[self._ids].tolist(), strict=True)
            if (thing := called.get(number, known))
        ]

    def candidate(self, number: int, row: SectionRow) -> tuple[int, Candidate]:
        """Give a section as a candidate, and the number of its set.

        Args:
            number: Its number in the collection.
            row: What is shown of it.
        """
        place, edition = self._places[number]
        close, columns = self._close, self._known.collection.columns[edition]
        features = Features(
            lexical=float(close.words[place]),
            meaning=float(close.cosines[place]),
            popularity=float(columns.popularity[row.id]),
            folder=columns.folder_names[columns.folders[row.id]],
            hits=self._known.hits.get(number, ()),
        )
        return edition, Candidate(row, features, float(close.scores[place]))

    def is_named(self, number: int) -> bool:
        """Tell whether a section bears the whole query as its name."""
        return any(hit.whole for hit in self._known.hits.get(number, ()))
