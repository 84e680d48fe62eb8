"""A score is explained by its parts, which add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.search.explanation import Part, explained
from castalia.search.ranking.ranking import WEIGHTS
from castalia.search.search import search

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


def test_the_largest_part_stands_first() -> None:
    assert explained({"words": 0.5, "meaning": -1.0}, {"words": 2.0, "meaning": 3.0}) == (
        Part("meaning", -1.0, 3.0, -3.0),
        Part("words", 0.5, 2.0, 1.0),
    )


@pytest.mark.parametrize("text", ["kettle.boil", "degrees for green tea", ":=", "DryError: kettle is empty", "boil"])
async def test_the_shares_of_all_signals_add_up_to_the_score(indexed: Database, text: str) -> None:
    async with indexed.read_session() as session:
        results = (await search(session, text, explain=True)).results

    assert results
    for result in results:
        assert result.explanation is not None
        assert {part.signal for part in result.explanation} == WEIGHTS.keys()
        assert sum(part.share for part in result.explanation) == pytest.approx(result.score, abs=1e-6)
        assert all(part.share == pytest.approx(part.value * part.weight) for part in result.explanation)


async def test_nothing_is_explained_unless_it_is_asked_for(indexed: Database) -> None:
    async with indexed.read_session() as session:
        results = (await search(session, "kettle.boil")).results

    assert {result.explanation for result in results} == {None}
