"""``castalia index``: one source, several, none; progress, summary, failures."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from castalia.cli.documentation import index_documentation
from castalia.config import LocalConfig
from castalia.errors import SourceError
from castalia.source.locate import LocateOptions
from tests.cli.program import run
from tests.cli.tea_documentation import PAGES, pretend_other_format, write_documentation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from typer.testing import Result

EMPTY_PAGE = {"library/empty.html": "<html><body></body></html>"}


def test_the_summary_is_data_and_progress_is_talk(castalia: Callable[..., Result], tea: Path) -> None:
    result = castalia("index", tea)

    assert result.exit_code == 0
    assert result.stdout.startswith("python 3.13 (3.13.5): 3 pages, 5 sections, 4 names in ")
    assert "reading pages (3)" in result.stderr


def test_what_is_indexed_already_is_left_alone(indexed: Callable[..., Result], tea: Path) -> None:
    result = indexed("index", tea)

    assert result.exit_code == 0
    assert "is indexed already" in result.stdout


def test_force_indexes_it_again(indexed: Callable[..., Result], tea: Path) -> None:
    result = indexed("index", tea, "--force")

    assert result.exit_code == 0
    assert "is indexed already" not in result.stdout


def test_quiet_says_nothing_when_all_is_well(castalia: Callable[..., Result], tea: Path) -> None:
    result = castalia("index", "--quiet", tea)

    assert (result.exit_code, result.output) == (0, "")


def test_several_sources_are_indexed_one_after_another(castalia: Callable[..., Result], tmp_path: Path) -> None:
    older = write_documentation(tmp_path / "older", release="3.12.1")
    newer = write_documentation(tmp_path / "newer", release="3.14.0")

    result = castalia("index", older, newer)

    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "python 3.12 (3.12.1)",
        "python 3.14 (3.14.0)",
    ]


def test_a_failing_source_stops_no_other_but_shows_in_the_exit_code(castalia: Callable[..., Result], tea: Path) -> None:
    result = castalia("index", tea.parent / "coffee", tea)

    assert result.exit_code == 3
    assert f"castalia: {tea.parent / 'coffee'} is no file or folder" in result.stderr
    assert result.stdout.startswith("python 3.13 (3.13.5): 3 pages")


def test_a_page_that_cannot_be_read_is_reported_and_the_others_are_indexed(
    castalia: Callable[..., Result], tmp_path: Path
) -> None:
    tea = write_documentation(tmp_path / "tea", pages=EMPTY_PAGE)

    result = castalia("index", tea)

    assert result.exit_code == 3
    assert "1 page of python 3.13.5 could not be read:\n  library/empty.html" in result.stderr
    assert castalia("search", "kettle.boil").exit_code == 0


def test_json_tells_of_every_source(castalia: Callable[..., Result], tmp_path: Path) -> None:
    tea = write_documentation(tmp_path / "tea", pages=EMPTY_PAGE)

    result = castalia("index", "--json", tea, tmp_path / "coffee")

    indexed, missing = json.loads(result.stdout)
    assert (indexed["version"], indexed["release"], indexed["pages"]) == ("3.13", "3.13.5", 3)
    assert indexed["failures"][0].startswith("library/empty.html")
    assert missing["source"] == str(tmp_path / "coffee")
    assert "is no file or folder" in missing["error"]


def test_another_project_is_indexed_under_its_name(castalia: Callable[..., Result], tea: Path) -> None:
    assert castalia("index", tea, "--project", "tea", "--version", "7").exit_code == 0

    found = json.loads(castalia("search", "kettle", "--project", "tea", "--json").stdout)

    assert {result["version"] for result in found["results"]} == {"7"}


def test_one_version_cannot_be_given_to_several_sources(castalia: Callable[..., Result], tea: Path) -> None:
    result = castalia("index", tea, tea, "--version", "3.13")

    assert result.exit_code == 2
    assert "--version" in result.stderr


def test_an_index_of_another_format_is_replaced_only_when_forced(
    indexed: Callable[..., Result], tea: Path, home: Path
) -> None:
    pretend_other_format(home)

    refused = indexed("index", tea)
    forced = indexed("index", tea, "--force")

    assert refused.exit_code == 3
    assert "castalia index --force" in refused.stderr
    assert forced.exit_code == 0
    assert indexed("search", "kettle").exit_code == 0


def test_an_archive_of_many_pages_is_indexed(castalia: Callable[..., Result], tmp_path: Path) -> None:
    pages = {f"howto/cup-{number}.html": PAGES["tutorial/steeping.html"] for number in range(120)}
    folder = write_documentation(tmp_path / "tea", pages=pages)
    archive = shutil.make_archive(str(tmp_path / "python-3.13.5-docs-html"), "bztar", folder)

    result = castalia("index", archive)

    assert result.exit_code == 0
    assert result.stdout.startswith("python 3.13 (3.13.5): 123 pages")


def test_a_version_that_nobody_offers_is_one_clear_error(home: Path, free_tcp_port: int) -> None:
    nobody = f"http://127.0.0.1:{free_tcp_port}"

    # A proxy that does not exist and an empty PATH keep the test off the network and out of the package manager.
    finished = run(home, "index", "3.0", HTTPS_PROXY=nobody, HTTP_PROXY=nobody, ALL_PROXY=nobody, PATH="")

    assert finished.returncode == 3
    assert finished.stdout == ""
    assert finished.stderr.count("castalia: ") == 1
    assert "castalia index python-3.14-docs-html.tar.bz2" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_when_nothing_can_be_obtained_the_index_stays_as_it_is(
    indexed: Callable[..., Result], home: Path, free_tcp_port: int
) -> None:
    options = LocateOptions(
        workspace=home, base=f"http://127.0.0.1:{free_tcp_port}/", installed=(), runner=refuse, superuser=False
    )

    with pytest.raises(SourceError, match="No documentation could be obtained"):
        index_documentation(LocalConfig(CASTALIA_HOME=home), None, options=options, quiet=True)

    assert indexed("search", "kettle").exit_code == 0


def refuse(command: Sequence[str], *, folder: Path, seconds: float) -> str:
    """Be a system without packages."""
    message = f"{command[0]} is not installed; asked in {folder} for {seconds} s"
    raise SourceError(message)
