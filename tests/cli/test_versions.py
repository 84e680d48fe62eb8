"""``castalia versions`` and ``castalia remove``: what is indexed, and what no longer is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.tea_documentation import PAGE, write_documentation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result


@pytest.fixture
def three(castalia: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    """The command line over two stable versions and one to come."""
    releases = ("3.12.1", "3.14.0", "3.15.0a2")
    for release in releases:
        assert castalia("index", write_documentation(tmp_path / release, release=release)).exit_code == 0
    return castalia


def test_the_newest_stable_version_is_marked(three: Callable[..., Result]) -> None:
    rows = [line.split() for line in three("versions").stdout.splitlines()[1:]]

    assert {tuple(row[1:4]) for row in rows if row[0] == "*"} == {("python", "3.14", "3.14.0")}
    assert len(rows) == 3


def test_a_row_tells_size_age_and_origin(three: Callable[..., Result], tmp_path: Path) -> None:
    [row] = [line for line in three("versions").stdout.splitlines() if "3.12.1" in line]

    assert row.split()[:5] == ["python", "3.12", "3.12.1", "en", "3"]
    assert "(just now)" in row
    assert row.rstrip().endswith(str(tmp_path / "3.12.1"))


def test_sizes_add_up_to_less_than_the_file(castalia: Callable[..., Result], home: Path, tmp_path: Path) -> None:
    # Numbers in words that nothing compresses away: each version brings 60 kB that the file did not have.
    for release in ("3.12.1", "3.14.0"):
        page = PAGE.format(title="Leaves", main=f"<h1>Leaves</h1><p>{' '.join(map(str, range(10_000, 20_000)))}</p>")
        folder = write_documentation(tmp_path / release, release=release, pages={"leaves.html": page})
        assert castalia("index", folder).exit_code == 0

    sizes = [each["size"] for each in json.loads(castalia("versions", "--json").stdout)["versions"]]

    assert all(size >= 60_000 for size in sizes)
    assert sum(sizes) < (home / "index.db").stat().st_size
    assert castalia("versions").stdout.count(" MB ") == 2


def test_a_tiny_version_takes_little_beyond_the_pages_that_the_file_has(
    three: Callable[..., Result], home: Path
) -> None:
    sizes = [each["size"] for each in json.loads(three("versions", "--json").stdout)["versions"]]

    assert all(0 <= size < (home / "index.db").stat().st_size for size in sizes)


def test_json_has_the_keys_of_the_api_and_more(three: Callable[..., Result]) -> None:
    found = json.loads(three("versions", "--json").stdout)["versions"]

    assert {each["release"]: each["newest"] for each in found} == {"3.14.0": True, "3.12.1": False, "3.15.0a2": False}
    assert all(each["indexed_at"].endswith("Z") for each in found)
    assert set(found[0]) == {
        *("project", "version", "release", "language", "newest", "indexed_at"),
        *("pages", "sections", "symbols", "source", "size", "index_format"),
    }


def test_an_empty_index_is_nothing_found(castalia: Callable[..., Result]) -> None:
    result = castalia("versions")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "castalia index" in result.stderr


def test_an_empty_index_is_an_empty_list_in_json(castalia: Callable[..., Result]) -> None:
    assert json.loads(castalia("versions", "--json").stdout) == {"versions": []}


def test_a_removed_version_is_named_and_gone(three: Callable[..., Result]) -> None:
    result = three("remove", "3.14")

    assert (result.exit_code, result.stdout) == (0, "removed python 3.14 (3.14.0): 3 pages, 5 sections\n")
    assert three("search", "tea", "--version", "3.14").exit_code == 3
    assert json.loads(three("search", "tea", "--json").stdout)["results"][0]["version"] == "3.12"


def test_removing_what_is_not_there_lists_what_is(three: Callable[..., Result]) -> None:
    result = three("remove", "3.11")

    assert (result.exit_code, result.stdout) == (3, "")
    assert all(version in result.stderr for version in ("3.11", "3.12", "3.14", "3.15"))


def test_removing_from_another_project_removes_nothing(three: Callable[..., Result]) -> None:
    assert three("remove", "3.14", "--project", "django").exit_code == 3
    assert three("search", "tea", "--version", "3.14").exit_code == 0


def test_removing_from_nothing_says_how_to_index(castalia: Callable[..., Result]) -> None:
    result = castalia("remove", "3.13")

    assert result.exit_code == 3
    assert "castalia index" in result.stderr
