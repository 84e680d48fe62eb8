"""Several ways to documentation: the first that works is taken, and every outcome is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import SourceError
from castalia.source.fallback import Attempt, FallbackSource
from castalia.source.folder import FolderSource
from tests.source.documentation import PAGES, write_documentation

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.source.source import Source


def failing() -> Source:
    """Find nothing."""
    raise SourceError("nothing\n  there")


def test_the_first_source_that_opens_is_read(tmp_path: Path) -> None:
    folder, lines = write_documentation(tmp_path / "html"), list[str]()
    attempts = (
        Attempt("one", failing),
        Attempt("two", lambda: FolderSource(tmp_path / "nowhere")),
        Attempt("three", lambda: FolderSource(folder)),
        Attempt("four", failing),
    )

    with FallbackSource(attempts, advice="", say=lines.append) as source, FolderSource(folder) as expected:
        assert source.paths() == PAGES
        assert source.page("index.html") == expected.page("index.html")
        assert source.inventory == expected.inventory
        assert source.release == expected.release
        assert list(source.assets()) == list(expected.assets())
        assert source.fingerprint() == expected.fingerprint()
        assert source.location == str(folder)

    assert lines[0] == "one: nothing there"
    assert lines[1].startswith("two: ")
    assert lines[2:] == [f"three: found 3.14.2 in {folder}"]


def test_when_none_opens_the_error_lists_every_attempt_and_what_to_do() -> None:
    lines = list[str]()
    attempts = (Attempt("one", failing), Attempt("two", failing))

    with pytest.raises(SourceError) as raised:
        FallbackSource(attempts, advice="Give a folder.", say=lines.append).__enter__()

    assert str(raised.value).splitlines() == [
        "No documentation could be obtained.",
        "one: nothing there",
        "two: nothing there",
        "Give a folder.",
    ]
    assert lines == ["one: nothing there", "two: nothing there"]


def test_before_it_is_open_it_says_what_will_be_tried() -> None:
    source = FallbackSource((Attempt("one", failing), Attempt("two", failing)), advice="", say=print)

    assert source.location == "one, two"
    with pytest.raises(RuntimeError, match="not open"):
        source.paths()
