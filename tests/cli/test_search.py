"""``castalia search``: results for people and for programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from castalia.search.answer import answer
from castalia.search.results import Result as Found
from castalia.search.results import Results, Total
from castalia.web.api.schemas import SearchAnswer
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


@pytest.mark.parametrize("typed", ["-m", "--whistle"])
def test_an_unknown_option_may_be_meant_as_what_to_search_for(typed: str, indexed: Callable[..., Result]) -> None:
    result = indexed("search", typed, COLUMNS="200")

    assert result.exit_code == 2
    assert f"To search for {typed} itself: castalia search -- {typed}" in result.stderr


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
    written = json.loads(json.dumps(answer(RESULTS)))

    assert written == SearchAnswer.model_validate(written).model_dump(mode="json")


def test_each_result_is_a_line_of_json_for_a_pipe(indexed: Callable[..., Result]) -> None:
    whole = json.loads(indexed("search", "--json", "water").stdout)["results"]
    lines = [json.loads(line) for line in indexed("search", "--jsonl", "water").stdout.splitlines()]

    assert [line["path"] for line in lines] == [result["path"] for result in whole]
    assert len(lines) > 1


def test_the_whole_section_of_the_best_result_is_shown(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "kettle.boil", "--show")

    assert result.stdout == ("`kettle.boil(litres)`\n\nBring this many litres of water to a rolling boil & whistle.\n")
    assert result.stderr == "https://docs.python.org/3.13/library/kettle.html#kettle.boil\n"


def test_a_terminal_shows_the_section_laid_out(indexed: Callable[..., Result]) -> None:
    result = indexed("search", "kettle.boil", "--show", FORCE_COLOR="1")

    assert "`" not in result.stdout
    assert "\x1b[" in result.stdout
    assert "whistle" in result.stdout


def test_a_terminal_shows_results_with_style(indexed: Callable[..., Result]) -> None:
    assert "\x1b[" in indexed("search", "kettle.boil", FORCE_COLOR="1").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the browser")
def test_the_best_result_is_opened_in_the_browser(indexed: Callable[..., Result], home: Path, tmp_path: Path) -> None:
    assert indexed("versions").exit_code == 0
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n', encoding="utf-8")
    browser.chmod(0o755)

    finished = run(home, "search", "kettle.boil", "--open", BROWSER=f"{browser} %s")

    assert (finished.returncode, finished.stdout) == (0, "")
    assert opened.read_text().strip() == "https://docs.python.org/3.13/library/kettle.html#kettle.boil"


def test_what_is_not_on_the_web_is_not_opened(castalia: Callable[..., Result], tea: Path) -> None:
    assert castalia("index", tea, "--project", "tea").exit_code == 0

    result = castalia("search", "kettle.boil", "--project", "tea", "--open")

    assert result.exit_code == 3
    assert "castalia serve" in result.stderr


def test_ways_to_print_exclude_one_another(indexed: Callable[..., Result]) -> None:
    assert indexed("search", "tea", "--json", "--show").exit_code == 2


@pytest.mark.parametrize("option", ["--show", "--open", "--jsonl"])
def test_nothing_found_is_nothing_to_show(indexed: Callable[..., Result], option: str) -> None:
    result = indexed("search", "coffee", option)

    assert (result.exit_code, result.stdout) == (1, "")


def test_auto_is_the_version_that_the_project_here_requires(indexed: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.11"\n', encoding="utf-8")

    result = indexed("search", "tea", "--version", "auto")

    assert result.exit_code == 0
    assert result.stderr.startswith(f"Python 3.13, by requires-python in {tmp_path / 'pyproject.toml'}\n")


def test_auto_says_what_it_means_when_that_is_not_indexed(indexed: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = "<3.9"\n', encoding="utf-8")

    result = indexed("search", "tea", "--version", "auto")

    assert result.exit_code == 3
    assert "means Python <3.9, which is not indexed; there is 3.13" in result.stderr
