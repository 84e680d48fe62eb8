"""``castalia search --version all --project all``: everything that is indexed at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.tea_documentation import write_documentation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

EVERYTHING = ("--version", "all", "--project", "all")


@pytest.fixture
def shelf(indexed: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    """The command line over two versions of Python and one of another project."""
    earlier = write_documentation(tmp_path / "earlier", release="3.12.9")
    other = write_documentation(tmp_path / "other", release="1.0")
    assert indexed("index", earlier).exit_code == 0
    assert indexed("index", other, "--project", "teahouse").exit_code == 0
    return indexed


def test_what_all_versions_have_is_shown_once_and_each_project_by_itself(shelf: Callable[..., Result]) -> None:
    result = shelf("search", "kettle.boil", *EVERYTHING, "--limit", "2")

    assert result.exit_code == 0
    titles = [line for line in result.stdout.splitlines() if line.startswith("kettle.boil")]
    assert titles == ["kettle.boil  function  python 3.13", "kettle.boil  function  teahouse 1.0"]
    assert "https://docs.python.org/3.13/library/kettle.html#kettle.boil" in result.stdout
    assert "3.12" not in result.stdout


def test_the_answer_in_json_says_where_each_result_is_from(shelf: Callable[..., Result]) -> None:
    result = shelf("search", "kettle.boil", *EVERYTHING, "--json")
    answer = json.loads(result.stdout)
    first, second = answer["results"][:2]

    assert result.exit_code == 0
    assert (first["project"], first["version"], first["versions"]) == ("python", "3.13", ["3.13", "3.12"])
    assert (second["project"], second["versions"]) == ("teahouse", [second["version"]])
    assert first["score"] == second["score"]


def test_each_line_for_a_pipe_is_a_result_of_its_own(shelf: Callable[..., Result]) -> None:
    lines = shelf("search", "steeping leaves", *EVERYTHING, "--jsonl").stdout.splitlines()

    assert {json.loads(line)["project"] for line in lines} == {"python", "teahouse"}


def test_all_versions_of_one_project_leave_the_others_out(shelf: Callable[..., Result]) -> None:
    answer = json.loads(shelf("search", "kettle.boil", "--version", "all", "--json").stdout)

    assert {each["project"] for each in answer["results"]} == {"python"}


def test_nothing_found_anywhere_is_exit_code_1(shelf: Callable[..., Result]) -> None:
    assert shelf("search", "coffee", *EVERYTHING).exit_code == 1
