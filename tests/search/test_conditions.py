"""An answer fulfils what was asked of it besides the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import UnknownVersionError
from castalia.search import conditions
from castalia.search.conditions import holds
from castalia.search.ranking import candidates
from castalia.search.results import Total
from castalia.search.search import search

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.results import Results

pytestmark = pytest.mark.anyio


async def answer(database: Database, text: str) -> Results:
    """Give the answer of the handbook."""
    async with database.read_session() as session:
        return await search(session, text, limit=50)


async def test_a_place_is_a_folder_or_a_page(indexed: Database) -> None:
    in_folder = await answer(indexed, "water in:library")
    in_page = await answer(indexed, "water in:kettle")

    assert {result.folder for result in in_folder.results} == {"library"}
    assert {result.path.partition("#")[0] for result in in_page.results} == {"library/kettle.html"}
    assert in_folder.total.value == len(in_folder.results)


async def test_a_kind_is_what_an_answer_defines(indexed: Database) -> None:
    found = await answer(indexed, "water kind:function")

    assert {result.kind for result in found.results} == {"function"}


async def test_a_place_without_answers_gives_none(indexed: Database) -> None:
    assert (await answer(indexed, "water in:nowhere")).results == ()


async def test_a_version_in_the_query_is_searched(indexed: Database) -> None:
    assert (await answer(indexed, "water version:3.1")).results
    with pytest.raises(UnknownVersionError):
        await answer(indexed, "water version:9.9")


async def test_a_word_can_be_left_out(indexed: Database) -> None:
    everything = {result.path for result in (await answer(indexed, "water")).results}
    rest = {result.path for result in (await answer(indexed, "water -boils")).results}

    assert "library/kettle.html#module-kettle" in everything - rest
    assert rest < everything


async def test_a_phrase_stands_in_the_answer_as_it_is(indexed: Database) -> None:
    phrase = await answer(indexed, '"boils water and keeps"')
    shuffled = await answer(indexed, '"keeps water and boils"')

    assert [result.path for result in phrase.results] == ["library/kettle.html#module-kettle"]
    assert shuffled.results == ()


async def test_of_all_that_matches_whatever_passes_a_filter_is_found(indexed: Database) -> None:
    everything = await answer(indexed, "water")
    kinds = {result.kind for result in everything.results}
    found = {kind: await answer(indexed, f"water kind:{kind}") for kind in kinds}

    assert everything.total.value == len(everything.results)
    assert sum(each.total.value for each in found.values()) == everything.total.value
    for kind, each in found.items():
        assert [result.path for result in each.results] == [
            result.path for result in everything.results if result.kind == kind
        ]


async def test_a_phrase_is_looked_for_until_enough_is_found_and_the_total_says_whether_that_is_all(
    indexed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "PORTION", 1)
    monkeypatch.setattr(candidates, "ALONG", 0)
    everything = [result.path for result in (await answer(indexed, "water -boils")).results]
    async with indexed.read_session() as session:
        first = await search(session, "water -boils", limit=1)
    only = await answer(indexed, '"boils water and keeps"')

    assert len(everything) > 1
    assert ([result.path for result in first.results], first.total) == (everything[:1], Total(1, "gte"))
    assert (len(only.results), only.total) == (1, Total(1, "eq"))


@pytest.mark.parametrize(
    ("phrase", "is_there"),
    [("the pot", True), ("THE POT", True), ("he pot", False), ("pot :=", True), (":=", True), (".*", False)],
)
def test_a_phrase_is_whole_words_in_any_case(phrase: str, *, is_there: bool) -> None:
    assert holds("Fill the pot := 3", wanted=[phrase]) is is_there
    assert holds("Fill the pot := 3", unwanted=[phrase]) is not is_there
