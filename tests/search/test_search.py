"""Searching the handbook answers alike on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.schema import create_schema
from castalia.errors import EmptyIndexError, QueryError, UnknownVersionError
from castalia.search.search import MAX_QUERY_LENGTH, search

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.results import Result

pytestmark = pytest.mark.anyio


async def results(database: Database, text: str, **options: int) -> tuple[Result, ...]:
    """Give what a search of the handbook finds."""
    async with database.read_session() as session:
        return (await search(session, text, **options)).results  # type: ignore[arg-type]  # Limits and offsets only.


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("kettle.boil", "library/kettle.html#kettle.boil"),
        ("boil", "library/kettle.html#kettle.boil"),
        ("boil(litres=2)", "library/kettle.html#kettle.boil"),
        ("kettle boil", "library/kettle.html#kettle.boil"),
        ("keep_hot", "library/kettle.html#kettle.keep_hot"),
        ("keep_warm", "library/kettle.html#kettle.keep_warm"),
        ("Boiler.switch_off", "library/kettle.html#kettle.Boiler.switch_off"),
        ("switchon", "library/kettle.html#kettle.Boiler.switch_on"),
        ("leaves", "library/leaves.html#module-leaves"),
        ("open", "library/leaves.html#leaves.open"),
        ("steep", "reference/expressions.html#steep"),
        (":=", "reference/expressions.html#the-arrow"),
        ("@", "reference/expressions.html#the-arrow"),
        ("~>", "reference/expressions.html#the-steep-statement"),
        ("-m", "using/command-line.html#cmdoption-teapot-m"),
        ("--whistle", "using/command-line.html#cmdoption-teapot-w"),
        ("TEAPOTHOME", "using/command-line.html#envvar-TEAPOTHOME"),
        ("Teapot_New", "c-api/teapot.html#c.Teapot_New"),
        ("samovar", "glossary.html#term-samovar"),
        ("tea urn", "glossary.html#term-tea-urn"),
        ("warming the pot", "tutorial/first-cup.html#warming-the-pot"),
        ("how to avoid spilling in python", "tutorial/first-cup.html#pouring"),
        ("degrees for green tea", "library/kettle.html#temperatures"),
        ("steep_stmt", "reference/expressions.html#grammar-token-tea-grammar-steep_stmt"),
    ],
)
async def test_the_section_that_answers_comes_first(indexed: Database, text: str, path: str) -> None:
    assert (await results(indexed, text))[0].path == path


async def test_an_answer_bears_the_name_that_was_asked_for(indexed: Database) -> None:
    first = (await results(indexed, "keep_hot"))[0]

    assert first.title == first.name == "kettle.keep_hot"
    assert first.kind == "function"
    assert first.breadcrumb == ("kettle — Boiling water",)
    assert first.folder == "library"
    assert first.url == "https://docs.python.org/3.1/library/kettle.html#kettle.keep_hot"


async def test_a_snippet_marks_the_terms(indexed: Database) -> None:
    first = (await results(indexed, "spout spilling"))[0]

    assert "<mark>spilling</mark>" in first.snippet
    assert "<mark>spout</mark>" in first.snippet


async def test_nothing_is_found_for_words_that_nobody_wrote(indexed: Database) -> None:
    async with indexed.read_session() as session:
        answer = await search(session, "xyzzy plugh")

    assert answer.results == ()
    assert answer.total.value == 0


@pytest.mark.parametrize(
    "text", ["", "   ", '"', "'", "\\", "a' OR 1=1 --", 'NEAR("a" "b")', "a AND NOT b*", "title:x", "\0", "💥" * 100]
)
async def test_no_query_is_syntax(indexed: Database, text: str) -> None:
    assert len(await results(indexed, text)) <= 10


async def test_pages_of_results_follow_one_another(indexed: Database) -> None:
    everything = await results(indexed, "water", limit=6)
    first = await results(indexed, "water", limit=3)
    second = await results(indexed, "water", limit=3, offset=3)

    assert first + second == everything
    assert len(everything) == 6


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"limit": 0}, "limit is 0"),
        ({"limit": 101}, "limit is 101"),
        ({"offset": -1}, "offset is -1"),
        ({"offset": 1001}, "offset is 1001"),
    ],
)
async def test_a_limit_out_of_range_is_refused(indexed: Database, options: dict[str, int], complaint: str) -> None:
    with pytest.raises(QueryError, match=complaint):
        await results(indexed, "water", **options)


async def test_a_query_that_is_too_long_is_refused(indexed: Database) -> None:
    with pytest.raises(QueryError, match="501 characters; at most 500"):
        await results(indexed, "x" * (MAX_QUERY_LENGTH + 1))


async def test_an_unknown_version_names_those_there_are(indexed: Database) -> None:
    async with indexed.read_session() as session:
        with pytest.raises(UnknownVersionError, match=r"there is 3\.1"):
            await search(session, "water", version="9.9")


async def test_an_empty_index_says_how_to_fill_it(database: Database) -> None:
    async with database.read_session() as session:
        with pytest.raises(EmptyIndexError, match="castalia index"):
            await search(session, "water")
    await create_schema(database)
    async with database.read_session() as session:
        with pytest.raises(EmptyIndexError, match="castalia index"):
            await search(session, "water")
