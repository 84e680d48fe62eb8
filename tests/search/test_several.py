"""Several documentations are searched at once: each by itself, their results by one measure, what they share once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from castalia.database.sets import live_sets
from castalia.errors import UnknownProjectError, UnknownVersionError
from castalia.query.parse import parse
from castalia.search.cards.card import find_card
from castalia.search.ranking.candidates import Asked
from castalia.search.ranking.several import find_together
from castalia.search.search import search

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.results import Result, Results

pytestmark = pytest.mark.anyio

QUERIES = ("kettle.boil", "kettle", "how to warm the pot", "tea leaves", "--whistle")


async def found(database: Database, text: str, **options: Any) -> Results:  # noqa: ANN401 - Options of every kind.
    """Give what a search finds."""
    async with database.read_session() as session:
        return await search(session, text, **options)


def places(results: Results) -> list[str]:
    return [each.path for each in results.results]


def scores(results: Results) -> list[float]:
    return [each.score for each in results.results]


def origins(results: tuple[Result, ...]) -> set[tuple[str, str]]:
    return {(each.project, each.version) for each in results}


@pytest.mark.parametrize("text", QUERIES)
async def test_the_same_in_two_versions_is_one_result_and_the_newest_stands_for_it(shelf: Database, text: str) -> None:
    alone = await found(shelf, text, version="3.2")
    both = await found(shelf, text, version="all")

    assert places(both) == places(alone)
    assert scores(both) == pytest.approx(scores(alone), abs=0.005)
    assert origins(both.results) == {("python", "3.2")}
    assert {each.versions for each in both.results} == {("3.2", "3.1")}


async def test_several_words_in_the_plural_name_in_all_versions_what_they_name_in_one(shelf: Database) -> None:
    alone, both = [await found(shelf, "tea urns", version=version) for version in ("3.2", "all")]

    assert places(both)[0] == places(alone)[0] == "glossary.html#term-tea-urn"
    assert scores(both)[0] == pytest.approx(scores(alone)[0], abs=0.005)


@pytest.mark.parametrize("text", QUERIES)
async def test_what_matches_is_counted_in_every_set(shelf: Database, text: str) -> None:
    alone = await found(shelf, text, version="3.2")
    both = await found(shelf, text, version="all")

    assert both.total.value == 2 * alone.total.value
    assert both.different == alone.total.value
    assert [(each.lane, each.count) for each in both.lanes] == [(each.lane, 2 * each.count) for each in alone.lanes]


async def test_pages_follow_one_another_without_a_gap(shelf: Database) -> None:
    whole = await found(shelf, "kettle tea", version="all", project="all", limit=12)
    parts = [await found(shelf, "kettle tea", version="all", project="all", limit=4, offset=at) for at in (0, 4, 8)]

    assert [each for part in parts for each in places(part)] == places(whole)


async def test_all_projects_are_asked_in_their_newest_versions(shelf: Database) -> None:
    results = await found(shelf, "kettle", project="all", limit=100)

    assert origins(results.results) == {("python", "3.2"), ("teahouse", "1.0"), ("pottery", "7")}
    assert results.total.value == results.different


async def test_everything_is_every_version_of_every_project(shelf: Database) -> None:
    results = await found(shelf, "kettle.boil", project="all", version="all")

    assert [(each.project, each.versions) for each in results.results[:2]] == [
        ("python", ("3.2", "3.1")),
        ("teahouse", ("1.0",)),
    ]
    assert results.results[0].score == results.results[1].score


async def test_a_word_counts_the_same_in_a_small_and_in_a_large_set(shelf: Database) -> None:
    results = await found(shelf, "kettle of clay", project="all", limit=100)
    best = results.results[0]

    # Alone its only section would be the best there is, however little it says.
    alone = await found(shelf, "kettle", project="pottery", explain=True)
    among = await found(shelf, "kettle", project="all", limit=100, explain=True)
    leaflet = next(each for each in among.results if each.project == "pottery")

    assert best.project == "pottery"
    assert words_of(alone.results[0]) == pytest.approx(1.0)
    assert words_of(leaflet) < 1.0
    assert leaflet.score == pytest.approx(sum(part.share for part in leaflet.explanation or ()))


def words_of(result: Result) -> float:
    return next(part.value for part in result.explanation or () if part.signal == "words")


@pytest.mark.parametrize("text", QUERIES)
async def test_where_nearness_is_estimated_the_best_are_the_same(shelf: Database, text: str) -> None:
    async with shelf.read_session() as session:
        asked = [Asked(each, parse(text, each.language)) for each in await live_sets(session)]
        exact = await find_together(session, asked, wanted=10)
        estimated = await find_together(session, asked, wanted=10, exactly_up_to=0)

    assert [each.candidates for each in estimated] == [each.candidates for each in exact]
    assert all(each.total <= other.total for each, other in zip(estimated, exact, strict=True))


async def test_what_is_looked_at_depends_on_all_sets_together(shelf: Database) -> None:
    async with shelf.read_session() as session:
        asked = [Asked(each, parse("kettle.boil", each.language)) for each in await live_sets(session)]
        few, more = [await find_together(session, asked, wanted=wanted) for wanted in (1, 4)]

    assert sum(len(each.candidates) for each in few) < sum(len(each.candidates) for each in more)
    # The best of both versions is there, so that one can stand for the other.
    assert [len(each.candidates) for each in few if each.asked.documentation.project == "python"] == [1, 1]


async def test_filters_of_the_query_choose_several_too(shelf: Database) -> None:
    results = await found(shelf, "kettle.boil project:all version:all kind:function")

    assert [each.project for each in results.results[:2]] == ["python", "teahouse"]
    assert {each.kind for each in results.results} == {"function"}


async def test_a_version_is_asked_of_the_projects_that_have_it(shelf: Database) -> None:
    assert origins((await found(shelf, "kettle", project="all", version="1.0")).results) == {("teahouse", "1.0")}
    with pytest.raises(UnknownVersionError, match=r"version '9.9' of 'python' is not indexed"):
        await found(shelf, "kettle", project="all", version="9.9")
    with pytest.raises(UnknownProjectError):
        await found(shelf, "kettle", project="coffee", version="all")


async def test_what_is_misspelt_everywhere_is_corrected(shelf: Database) -> None:
    results = await found(shelf, "kettle.biol", version="all", project="all")

    assert results.corrected == "kettle.boil"
    assert results.results[0].name == "kettle.boil"


async def test_the_card_is_that_of_the_best_results_version(tea: Database) -> None:
    async with tea.read_session() as session:
        gone = await search(session, "kettle.stoke", version="all")
        card = await find_card(session, gone)

    assert (gone.version, gone.results[0].versions, gone.elsewhere, gone.corrected) == ("3.0", ("3.0",), (), None)
    assert card is not None
    assert card.version == "3.0"
