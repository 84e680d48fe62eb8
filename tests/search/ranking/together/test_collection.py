"""Several sets are searched as one: by the same measure as one by one, and as they are at the moment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

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

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database
    from castalia.search.ranking.candidates import Pool, Ranked

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


def pottery(said: str, *, language: str = "en", project: str = "pottery", version: str = "7") -> FakeSource:
    """Give a documentation of one section."""
    text = page(f'<section id="clay"><h1>Clay</h1><p>{said}</p></section>')
    return FakeSource(
        {"index.html": text},
        release=Release(project=project, version=version, full=f"{version}.0", language=language),
    )


async def best(session: AsyncSession, asked: Sequence[Asked], **options: Any) -> tuple[list[Ranked], list[Ranked]]:  # noqa: ANN401 - Of every kind.
    """Give what several sets have together, and what each has by itself, both ranked."""
    apart = rank(await find_candidates(session, asked, wanted=100, lane=options.get("lane")))
    together = rank(await find_together(session, asked, wanted=100, **options))
    return together[:LIMIT], apart[:LIMIT]


def told(ranked: Sequence[Ranked]) -> list[tuple[object, ...]]:
    return [(each.pool.asked.documentation.id, each.candidate.row) for each in ranked]


@pytest.mark.parametrize("lane", [None, Lane.LEARN])
@pytest.mark.parametrize("exactly_up_to", [EXACTLY, 0], ids=("exactly", "estimated"))
async def test_what_is_best_is_what_each_set_searched_by_itself_has(
    shelf: Database, exactly_up_to: int, lane: Lane | None
) -> None:
    async with shelf.read_session() as session:
        sets = await live_sets(session)
        for text in QUERIES:
            asked = [Asked(each, parse(text, each.language)) for each in sets]
            together, apart = await best(session, asked, lane=lane, exactly_up_to=exactly_up_to)

            assert told(together) == told(apart), text
            assert [each.score for each in together] == pytest.approx([each.score for each in apart], abs=1e-4)


@pytest.mark.parametrize("lane", [None, Lane.LEARN])
async def test_what_matches_is_counted_as_in_each_set_searched_by_itself(shelf: Database, lane: Lane | None) -> None:
    async with shelf.read_session() as session:
        sets = await live_sets(session)
        for text in QUERIES:
            asked = [Asked(each, parse(text, each.language)) for each in sets]
            together = await find_together(session, asked, wanted=LIMIT, lane=lane)
            apart = await find_candidates(session, asked, lane=lane)

            assert [counted(each) for each in together] == [counted(each) for each in apart], text


@pytest.mark.parametrize("lane", [None, *Lane])
@pytest.mark.parametrize("exactly_up_to", [EXACTLY, 0], ids=("exactly", "estimated"))
async def test_nothing_is_shown_that_does_not_match(shelf: Database, exactly_up_to: int, lane: Lane | None) -> None:
    async with shelf.read_session() as session:
        sets = await live_sets(session)
        for text in QUERIES:
            asked = [Asked(each, parse(text, each.language)) for each in sets]
            for pool in await find_together(session, asked, wanted=100, lane=lane, exactly_up_to=exactly_up_to):
                assert len(pool.candidates) <= pool.total, text


async def test_a_thing_is_as_good_as_the_version_that_answers_best(indexed: Database) -> None:
    for version, said in (
        ("7", "Porcelain breaks: porcelain that falls breaks."),
        ("8", "Of porcelain and much else."),
    ):
        await index_source(indexed, pottery(said, version=version))
    async with indexed.read_session() as session:
        found = await search(session, "porcelain breaks", project="pottery", version="all", explain=True)
        older = await search(session, "porcelain breaks", project="pottery", version="7")

    (result,) = found.results
    parts = {part.signal: part for part in result.explanation or ()}
    assert (result.version, result.versions) == ("8", ("8", "7"))
    assert parts["words"].value == 1.0
    assert result.score == pytest.approx(sum(part.share for part in parts.values()))
    assert result.score == pytest.approx(older.results[0].score, abs=0.1)


def counted(pool: Pool) -> tuple[object, ...]:
    return pool.total, pool.lanes, pool.named, pool.is_counted


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

    assert {each.project for each in before.results[:2]} == {"pottery", "porcelain"}
    assert {each.project for each in after.results} == {"pottery"}


async def test_a_set_in_another_language_is_asked_in_its_own(indexed: Database) -> None:
    await index_source(indexed, pottery("Teekannen aus Porzellan zerbrechen.", language="de"))
    await index_source(indexed, pottery("A teapot of porcelain breaks.", project="zoo"))
    async with indexed.read_session() as session:
        sets = await live_sets(session)
        for text in ("Teekanne", "saucers of porcelain", *QUERIES):
            asked = [Asked(each, parse(text, each.language)) for each in sets]
            together, apart = await best(session, asked)

            assert told(together) == told(apart), text
        german = await search(session, "Teekanne", project="all")

    assert german.results[0].project == "pottery"


@pytest.mark.parametrize("text", QUERIES)
async def test_whoever_asks_for_the_next_page_or_a_lane_asks_the_database_little(shelf: Database, text: str) -> None:
    noted: list[str] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives six.
        noted.append(arguments[2])

    async with shelf.read_session() as session:
        sets = await live_sets(session)
        asked = [Asked(each, parse(text, each.language)) for each in sets]
        await find_together(session, asked, wanted=LIMIT)
        event.listen(shelf.read_engine.sync_engine, "before_cursor_execute", note)
        await find_together(session, asked, wanted=LIMIT)
        again = len(noted)
        await find_together(session, asked, wanted=LIMIT, lane=Lane.LEARN)
        event.remove(shelf.read_engine.sync_engine, "before_cursor_execute", note)

    # Of another lane other sections are shown, and nothing else is read.
    assert (again, len(noted) <= 1) == (0, True)


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
    runs = len(collection.runs)

    assert runs < collection.sections / 2
    assert collection.size == 17 * collection.sections + 8 * (runs + len(collection.sets) + 1)
