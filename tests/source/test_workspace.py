"""Temporary folders: gone at the end, gone after a kill, and never taken from a process that lives."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from castalia.source.workspace import remove_leftovers, temporary_folder
from tests.cli.program import PATIENCE, killed_after

if TYPE_CHECKING:
    from pathlib import Path

UNPACKING = """
import sys
from pathlib import Path
from castalia.source.workspace import temporary_folder
with temporary_folder(Path(sys.argv[1])) as folder:
    (folder / "page.html").write_text("half unpacked")
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_the_folder_is_empty_and_gone_at_the_end(tmp_path: Path) -> None:
    home = tmp_path / "not" / "there" / "yet"

    with temporary_folder(home) as folder:
        assert list(folder.iterdir()) == []
        (folder / "a").mkdir()
        (folder / "a" / "page.html").write_text("<p>")

    assert list(home.iterdir()) == []


def test_the_folder_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), temporary_folder(tmp_path):
        raise KeyError

    assert list(tmp_path.iterdir()) == []


def test_two_folders_live_side_by_side(tmp_path: Path) -> None:
    with temporary_folder(tmp_path) as one, temporary_folder(tmp_path) as two:
        assert one != two
        assert one.is_dir()
        assert two.is_dir()


def test_what_a_killed_process_left_is_removed_by_the_next_and_not_while_it_lives(tmp_path: Path) -> None:
    command = [sys.executable, "-c", UNPACKING, str(tmp_path)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
        killed_after(PATIENCE, process),
    ):
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"ready"
        remove_leftovers(tmp_path)
        assert [page.read_text() for page in tmp_path.rglob("page.html")] == ["half unpacked"]
        process.kill()

    assert len(list(tmp_path.rglob("page.html"))) == 1
    with temporary_folder(tmp_path) as folder:
        assert {file.name for file in tmp_path.iterdir()} == {folder.name, f"{folder.name}.lock"}


def test_other_files_are_no_leftovers(tmp_path: Path) -> None:
    (tmp_path / "castalia.db").write_text("the index")
    (tmp_path / "castalia.db.lock").write_text("")

    with temporary_folder(tmp_path):
        pass

    assert {file.name for file in tmp_path.iterdir()} == {"castalia.db", "castalia.db.lock"}
