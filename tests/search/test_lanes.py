"""Every section lies in the lane of its folder, and a search within a lane finds what a search of all counts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.search.lanes import Lane
from castalia.search.search import search

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.results import Results

pytestmark = pytest.mark.anyio


async def found(database: Database, text: str, lane: Lane | None = None) -> Results:
    """Give what a search of the handbook finds."""
    async with database.read_session() as session:
        return await search(session, text, version="3.1", lane=lane, limit=100)


@pytest.mark.parametrize(
    ("text", "lane", "folders"),
    [
        ("kettle", Lane.REFERENCE, {"library"}),
        ("kettle tea", Lane.LEARN, {"tutorial", "howto"}),
        ("tea", Lane.GLOSSARY, {""}),
        ("kettle", Lane.WHATS_NEW, {"whatsnew"}),
        ("Teapot", Lane.C_API, {"c-api"}),
    ],
)
async def test_a_lane_holds_what_its_folders_hold(tea: Database, text: str, lane: Lane, folders: set[str]) -> None:
    results = (await found(tea, text, lane)).results

    assert results
    assert {result.folder for result in results} <= folders | (
        {"reference", "using"} if lane is Lane.REFERENCE else set()
    )


@pytest.mark.parametrize("text", ["kettle", "tea", "water leaves", "samovar", "kettle kind:function"])
async def test_the_lanes_count_what_they_find(tea: Database, text: str) -> None:
    everything = await found(tea, text)
    counts = {each.lane: each.count for each in everything.lanes}

    for lane in Lane:
        within = await found(tea, text, lane)
        assert within.total.value == counts.get(lane, 0)
        assert within.lanes == everything.lanes
    assert 0 < sum(counts.values()) <= everything.total.value


async def test_the_glossary_is_known_by_its_terms(tea: Database) -> None:
    results = (await found(tea, "samovar", Lane.GLOSSARY)).results

    assert [result.kind for result in results] == ["term"] * len(results)
    assert results[0].path == "glossary.html#term-samovar"


async def test_a_name_that_lies_in_another_lane_is_no_mistake(tea: Database) -> None:
    answer = await found(tea, "kettle.boil", Lane.GLOSSARY)

    assert (answer.corrected, answer.elsewhere) == (None, ())


async def test_a_query_that_asks_of_texts_counts_no_lanes(tea: Database) -> None:
    assert (await found(tea, "kettle -samovar")).lanes == ()


async def test_nothing_found_counts_nothing(tea: Database) -> None:
    assert (await found(tea, "xyzzy plugh")).lanes == ()
