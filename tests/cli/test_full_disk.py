"""A full disk while an index is written: one clear error, the index before still answers, nothing is left behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import run
from tests.cli.tea_documentation import PAGES, write_documentation

if sys.platform == "win32":
    pytest.skip("disks cannot be made small here", allow_module_level=True)

import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

SPACE = 1_500_000
"""Bytes: enough for the tea documentation three times, too few for the long one."""


@contextlib.contextmanager
def small_disk(home: Path) -> Iterator[None]:
    """Mount a file system in memory."""
    home.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SPACE}", "castalia-test", str(home)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(home)], check=True)


@contextlib.contextmanager
def small_files(_home: Path) -> Iterator[None]:
    """Limit the size of the files that this process and its children write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SPACE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def large_archive(tmp_path: Path) -> str:
    """An archive that is small, of a documentation that is not."""
    folder = write_documentation(tmp_path / "large", pages={"howto/large.html": " " * 2 * SPACE})
    return shutil.make_archive(str(tmp_path / "archive"), "bztar", folder)


@pytest.fixture(params=[small_disk, small_files])
def little_space(
    request: pytest.FixtureRequest,
    home: Path,
    long_documentation: Path,  # noqa: ARG001 - Written before there is little space.
    large_archive: str,  # noqa: ARG001 - The same.
) -> Iterator[None]:
    """A home with little space, by a small disk or by small files."""
    small: Callable[[Path], AbstractContextManager[None]] = request.param
    with small(home):
        yield


@pytest.fixture
def long_documentation(tmp_path: Path) -> Path:
    """A documentation whose index takes several megabytes."""
    words = " ".join(f"leaf{number}" for number in range(4_000))
    page = PAGES["tutorial/steeping.html"].replace("Pour the water", words)
    return write_documentation(tmp_path / "long", pages={f"howto/{number}.html": page for number in range(60)})


@pytest.mark.usefixtures("little_space")
def test_a_full_disk_is_one_clear_error_and_leaves_the_index_before(
    home: Path, tea: Path, long_documentation: Path
) -> None:
    assert run(home, "index", tea).returncode == 0
    before = {file.name for file in home.iterdir()}

    failed = run(home, "index", "--quiet", long_documentation)

    assert failed.returncode == 3
    assert failed.stderr.startswith(f"castalia: the index in {home}: ")
    assert "there is no space left" in failed.stderr
    assert failed.stderr.count("\n") == 1
    found = json.loads(run(home, "search", "kettle.boil", "--json").stdout)
    assert found["results"][0]["path"] == "library/kettle.html#kettle.boil"
    assert {file.name for file in home.iterdir()} == before
    assert run(home, "index", "--force", tea).returncode == 0


@pytest.mark.usefixtures("little_space")
def test_an_archive_that_finds_no_space_is_refused_and_removed(home: Path, tea: Path, large_archive: str) -> None:
    assert run(home, "index", tea).returncode == 0
    before = {file.name for file in home.iterdir()}

    failed = run(home, "index", "--quiet", large_archive)

    assert failed.returncode == 3
    assert "could not be unpacked" in failed.stderr
    assert "check that it can be read and that there is space" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert {file.name for file in home.iterdir()} == before
