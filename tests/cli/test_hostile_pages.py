"""Pages that no parser should meet: each is named with its reason, the others are indexed, the exit code says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from castalia.source.limits import MEBIBYTE
from tests.cli.tea_documentation import PAGE, write_documentation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

DEEP = 100_000
SECONDS = 30.0
"""Far more than it takes; the deep page alone would keep a parser busy for longer."""


def test_hostile_pages_are_named_and_the_others_are_indexed(castalia: Callable[..., Result], tmp_path: Path) -> None:
    tea = write_documentation(
        tmp_path / "tea",
        pages={
            "howto/deep.html": PAGE.format(title="deep", main="<div>" * DEEP),
            "genindex.html": "<div>" * DEEP,
        },
    )
    with (tea / "howto" / "large.html").open("wb") as large:
        large.truncate(100 * MEBIBYTE)
    (tea / "howto" / "latin.html").write_bytes(PAGE.format(title="thé", main="thé").encode("latin-1"))
    started = time.monotonic()

    result = castalia("index", tea)

    assert time.monotonic() - started < SECONDS
    assert result.exit_code == 3
    assert "4 pages of python 3.13.5 could not be read:" in result.stderr
    assert "howto/deep.html nests elements more than 512 deep" in result.stderr
    assert "genindex.html nests elements more than 512 deep" in result.stderr
    assert "howto/large.html is larger than" in result.stderr
    assert "howto/latin.html is not UTF-8" in result.stderr
    assert result.stdout.startswith("python 3.13 (3.13.5): 3 pages")
    assert castalia("search", "kettle.boil").exit_code == 0
