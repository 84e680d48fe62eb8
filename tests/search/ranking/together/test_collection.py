"""Several sets are searched as one: by the same measure as one by one, and as they are at the moment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from castalia.database.sets import live_sets, remove_set
from castalia.indexing.index import index_source
from castalia.query.parse import parse
from castalia.search.lanes import Lane
from castalia.search.merging import rank
from castalia.search.ranking.candidates import Asked, find_candidates
from castalia.search.ranking.several import EXACTLY, find_together
from castalia.search.ranking.together.collection import collection_of
from castalia.search.search import search
from castalia.source.release import Release
from tests.fakes import FakeSource
from tests.search.editions import LEAFLET, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.database.database import Database
    from castalia.search.ranking.candidates import Pool

pytestmark = pytest.mark.anyio

QUERIES = (
    "kettle.boil",
    "kettle",
    "how to warm the pot",
    "tea leaves",
    "boil",
    "ValueError: kettle is empty",
    "of the",
)

LIMIT = 8


def pottery(said: str, *, language: str = "en", project: str = "pottery") -> FakeSource:
    """Give a documentation of one section."""
    text = page(f'<section id="clay"><h1>Clay</h1><p>{said}</p></section>')
    return FakeSource(
        {"index.html": text}, release=Release(project=project, version="7", full="7.0", language=language)
    )


def ranked(pools: Sequence[Pool]) -> list[tuple[object, ...]]:
    """Give the best of all candidates with what makes their place."""
    best = rank(pools)[:LIMIT]
    return [(each.pool.asked.documentation.id, each.candidate.row, each.versions) for each in best]


def best_scores(pools: Sequence[Pool]) -> list[float]:
    return [each.score for each in rank(pools)[:LIMIT]]


@pytest.mark.parametrize("lane", [None, Lane.LEARN])
@pytest.mark.parametrize("exactly_up_to", [EXACTLY, 0], ids=("exactly", "estimated"))
async def test_what_is_best_is_what_each_set_searched_by_itself_has(
    shelf: Database, exactly_up_to: int, lane: Lane | None
) -> None:
    async with shelf.read_session() as session:
        sets = await live_sets(session)
        for text in QUERIES:
            asked = [Asked(each, parse(text, each.language)) for each in sets]
            together = await find_together(
                session, asked, wanted=LIMIT, spare=20, lane=lane, exactly_up_to=exactly_up_to
            )
            apart = await find_candidates(session, asked, wanted=100, lane=lane)

            assert ranked(together) == ranked(apart), text
            assert best_scores(together) == pytest.approx(best_scores(apart), abs=1e-4)
            assert [each.named for each in together] == [each.named for each in apart]
            if exactly_up_to:
                assert [(each.total, each.lanes) for each in together] == [(each.total, each.lanes) for each in apart]


async def test_a_set_that_comes_back_with_another_text_is_found_as_it_is_now(indexed: Database) -> None:
    # To be removed first spares the time for which a replaced set stays; it may get its old number again.
    for said in ("A cup of clay breaks.", "A saucer of porcelain breaks."):
        await index_source(indexed, pottery(said))
        async with indexed.read_session() as session:
            found = [await search(session, text, project="all") for text in (said, said)]
        await remove_set(indexed, project="pottery", version="7")

        assert [re.sub("<.*?>", "", results.results[0].snippet) for results in found] == [said] * 2


async def test_a_set_that_is_removed_is_found_no_more(indexed: Database) -> None:
    for each in (LEAFLET, pottery("Porcelain breaks.", project="porcelain")):
        await index_source(indexed, each)
    async with indexed.read_session() as session:
        before = await search(session, "what breaks", project="all")
    await remove_set(indexed, project="porcelain", version="7")
    async with indexed.read_session() as session:
        after = await search(session, "what breaks", project="all")

    assert {each.project for each in before.results} == {"pottery", "porcelain"}
    assert {each.project for each in after.results} == {"pottery"}


async def test_a_set_in_another_language_is_asked_in_its_own(indexed: Database) -> None:
    await index_source(indexed, pottery("Teekannen aus Porzellan zerbrechen.", language="de"))
    await index_source(indexed, pottery("A teapot of porcelain breaks.", project="zoo"))
    async with indexed.read_session() as session:
        sets = await live_sets(session)
        for text in ("Teekanne", "saucers of porcelain", *QUERIES):
            asked = [Asked(each, parse(text, each.language)) for each in sets]
            together = await find_together(session, asked, wanted=LIMIT, spare=20)

            assert ranked(together) == ranked(await find_candidates(session, asked, wanted=100)), text
        german = await search(session, "Teekanne", project="all")

    assert german.results[0].project == "pottery"


async def test_a_collection_is_put_together_once_for_the_same_sets(shelf: Database) -> None:
    async with shelf.read_session() as session:
        sets = await live_sets(session)
        whole = await collection_of(session, sets)
        part = await collection_of(session, sets[1:])

        assert await collection_of(session, list(sets)) is whole
        assert part is not whole
        assert part.sections == whole.sections - sets[0].sections


async def test_a_collection_takes_few_bytes_for_each_section(shelf: Database) -> None:
    async with shelf.read_session() as session:
        collection = await collection_of(session, await live_sets(session))
    heads = len(collection.sets) + 1

    assert collection.size == 14 * collection.sections + 8 * heads
