"""``castalia update``: what is newer on docs.python.org, here a fake one, is fetched and indexed."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.tea_documentation import write_documentation
from tests.source.web_server import Answer, web_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typer.testing import Result

    from tests.source.web_server import WebServer

ARCHIVE = "/3.13/archives/python-3.13-docs-html.tar.bz2"
PAGE = "/3.13/download.html"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A site that offers 3.13.6, in an archive that is named by its series alone."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    archive = shutil.make_archive(str(tmp_path / "new"), "bztar", write_documentation(tmp_path / "n", release="3.13.6"))
    page = f'<h1>Download Python 3.13.6 documentation</h1><a href="{ARCHIVE}">HTML</a>'
    with open(archive, "rb") as file, web_server({PAGE: Answer(page.encode()), ARCHIVE: Answer(file.read())}) as server:  # noqa: PTH123 - make_archive gives a string.
        yield server


def test_a_newer_release_is_fetched_and_answers(indexed: Callable[..., Result], site: WebServer) -> None:
    result = indexed("update", "--site", site.base)

    assert (result.exit_code, result.stdout) == (0, "python 3.13: 3.13.6 is the newest\n")
    assert "3.13.6" in indexed("versions").stdout
    assert site.requests == [PAGE, ARCHIVE]


def test_check_only_tells(indexed: Callable[..., Result], site: WebServer) -> None:
    result = indexed("update", "--check", "--site", site.base)

    assert (result.exit_code, result.stdout) == (0, "python 3.13: 3.13.6 is published, 3.13.5 is indexed\n")
    assert "3.13.5" in indexed("versions").stdout
    assert site.requests == [PAGE]


def test_what_is_newest_is_not_fetched(castalia: Callable[..., Result], site: WebServer, tmp_path: Path) -> None:
    castalia("index", write_documentation(tmp_path / "same", release="3.13.6"))

    assert castalia("update", "--site", site.base).stdout == "python 3.13: 3.13.6 is the newest\n"
    assert site.requests == [PAGE]


def test_a_page_that_tells_no_release_is_answered_by_its_archive(
    indexed: Callable[..., Result], site: WebServer
) -> None:
    site.answers[PAGE] = Answer(f'<a href="{ARCHIVE}">HTML</a>'.encode())

    checked = indexed("update", "--check", "--site", site.base)
    updated = indexed("update", "--site", site.base)

    assert "which release is published is not told" in checked.stdout
    assert updated.stdout == "python 3.13: 3.13.6 is the newest\n"


def test_one_version_that_fails_stops_no_other(indexed: Callable[..., Result], site: WebServer, tmp_path: Path) -> None:
    indexed("index", write_documentation(tmp_path / "other", release="3.14.0"))

    result = indexed("update", "--json", "--site", site.base)

    assert result.exit_code == 3
    assert "castalia: Python 3.14: " in result.stderr
    failed, updated = json.loads(result.stdout)
    assert (failed["release"], failed["newer"], bool(failed["error"])) == ("3.14.0", False, True)
    assert (updated["release"], updated["error"]) == ("3.13.6", "")


def test_other_projects_are_left_alone(castalia: Callable[..., Result], site: WebServer, tea: Path) -> None:
    castalia("index", tea, "--project", "tea")

    result = castalia("update", "--site", site.base)

    assert (result.exit_code, result.stdout, site.requests) == (0, "", [])


def test_an_empty_index_says_what_to_do(castalia: Callable[..., Result], site: WebServer) -> None:
    result = castalia("update", "--site", site.base)

    assert result.exit_code == 3
    assert "castalia index" in result.stderr
