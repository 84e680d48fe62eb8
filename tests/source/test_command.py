"""Commands of the system: what they print, and one line for each way to fail."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from castalia.errors import SourceError
from castalia.source.command import run_command

if TYPE_CHECKING:
    from pathlib import Path


def python(program: str, folder: Path, *, seconds: float = 30) -> str:
    """Run a program of Python."""
    return run_command((sys.executable, "-c", program), folder=folder, seconds=seconds)


def test_what_a_command_prints_is_given(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert python("import os; print(os.listdir())", tmp_path).strip() == "['file']"


def test_a_command_answers_untranslated_and_asks_nothing(tmp_path: Path) -> None:
    assert python("import os, sys; print(os.environ['LC_ALL'], repr(sys.stdin.read()))", tmp_path).split() == [
        "C",
        "''",
    ]


def test_a_command_that_fails_is_named_with_its_first_error(tmp_path: Path) -> None:
    program = (
        "import sys; print('W: careful\\nE: Unable to locate package\\nE: more\\n', file=sys.stderr); sys.exit(100)"
    )

    with pytest.raises(SourceError, match=r"failed: E: Unable to locate package$"):
        python(program, tmp_path)


def test_a_command_that_fails_in_silence_is_named_with_its_status(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"failed: exit status 7$"):
        python("raise SystemExit(7)", tmp_path)


def test_a_command_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^castalia-has-no-such-program is not installed$"):
        run_command(("castalia-has-no-such-program",), folder=tmp_path, seconds=1)


def test_a_command_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="took longer than 0 seconds"):
        python("import time; time.sleep(60)", tmp_path, seconds=0.2)


def test_a_program_that_may_not_be_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "program").write_text("no program")

    with pytest.raises(SourceError, match="could not be run"):
        run_command((str(tmp_path / "program"),), folder=tmp_path, seconds=1)
