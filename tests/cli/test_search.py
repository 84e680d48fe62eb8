"""``castalia search``: results for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from castalia.search.answer import answer
from castalia.search.results import Result as Found
from castalia.search.results import Results, Total
from castalia.web.addresses import Addresses
from castalia.web.api import search_answer
from tests.cli.program import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

RESULTS = Results(
    query="boil & whistle",
    project="python",
    version="3.13",
    release="3.13.5",
    took_ms=4.25,
    total=Total(1234, "gte"),
    offset=0,
    results=(
        Found(
            path="library/kettle.html#kettle.boil",
            url="https://docs.python.org/3.13/library/kettle.html#kettle.boil",
            title="kettle.boil",
            kind="function",
            name="kettle.boil",
            breadcrumb=("kettle — Heat water", "Functions"),
            folder="library",
            project="python",
            version="3.13",
            snippet="Bring it to the <mark>boil</mark> &amp; <mark>whistle</mark>.",
            score=12.75,
        ),
    ),
)


def test_a_result_shows_title_kind_place_passage_and_address(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "kettle.boil", "--limit", "1")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "",
        "kettle.boil  function",
        "  kettle — Heat water",
        "  Bring this many litres of water to a rolling boil & whistle.",
        "  https://docs.python.org/3.13/library/kettle.html#kettle.boil",
    ]
    assert result.stderr.startswith("1 of ")
    assert "python 3.13 (3.13.5)" in result.stderr


def test_a_score_is_explained_as_a_sum(indexed: Callable[..., Result]) -> None:
    lines = indexed("search", "kettle.boil", "--limit", "1", "--explain").stdout.splitlines()[5:]

    *parts, total = [line.split() for line in lines]
    assert parts[0][1] == "name"
    assert total[1] == "score"
    assert sum(float(part[0]) for part in parts) == pytest.approx(float(total[0]), abs=1e-3)


def test_several_words_are_one_query(indexed: Callable[..., Result]) -> None:
    found = json.loads(indexed("search", "--json", "wait", "minutes").stdout)

    assert found["query"] == "wait minutes"
    assert found["results"][0]["path"] == "tutorial/steeping.html#steeping"


def test_what_begins_with_a_dash_is_searched_behind_two(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "--json", "--", "-w")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["results"][0]["path"] == "library/kettle.html#cmdoption-w"


def test_nothing_found_is_exit_code_1_and_no_data(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "coffee")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("nothing found for 'coffee' in python 3.13 (3.13.5)")


def test_nothing_found_is_an_empty_list_in_json(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "coffee", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["results"] == []


def test_without_an_index_it_says_how_to_make_one(castalia: Callable[..., Result]) -> None:
    result = castalia("search", "tea")

    assert (result.exit_code, result.stdout) == (3, "")
    assert "castalia index" in result.stderr


def test_an_unknown_version_names_those_there_are(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "tea", "--version", "2.7")

    assert result.exit_code == 3
    assert "3.13" in result.stderr


def test_a_release_stands_for_its_version(indexed: Callable[..., Result]) -> None:
    assert indexed("search", "tea", "--version", "3.13.5").exit_code == 0


def test_too_long_a_query_is_wrong_usage(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "x" * 501)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "501 characters" in result.stderr


@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_query_is_wrong_usage(query: str, indexed: Callable[..., Result]) -> None:
    result = indexed("search", query)

    assert result.exit_code == 2
    assert "QUERY" in result.stderr


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_limit_out_of_range_is_wrong_usage(limit: str, indexed: Callable[..., Result]) -> None:
    assert indexed("search", "tea", "--limit", limit).exit_code == 2


def test_bytes_that_are_no_text_are_searched_as_what_they_are_not(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "--json", "kettle \udcff")

    assert json.loads(result.stdout)["query"] == "kettle \N{REPLACEMENT CHARACTER}"


def test_json_survives_a_terminal_without_unicode(indexed: Callable[..., Result], home: Path) -> None:
    assert indexed("search", "kettle.boil").exit_code == 0

    finished = run(home, "search", "--json", "kettle.boil", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert finished.stdout.isascii()
    assert json.loads(finished.stdout)["results"][0]["breadcrumb"] == ["kettle — Heat water"]


def test_people_on_such_a_terminal_see_codes_instead_of_an_error(indexed: Callable[..., Result], home: Path) -> None:
    assert indexed("search", "kettle.boil").exit_code == 0

    finished = run(home, "search", "kettle.boil", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert finished.returncode == 0
    assert "kettle \\u2014 Heat water" in finished.stdout


def test_json_is_what_the_api_answers() -> None:
    api = search_answer(RESULTS, addresses=Addresses())

    assert answer(RESULTS) == json.loads(api.model_dump_json())
