"""All benchmarks in one command: they share one deadline, and what is stopped leaves nothing behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

AMPLE = 60.0

STARTS_ANOTHER = """
import subprocess, sys, time
with open(sys.argv[1], "wb", buffering=0) as held:
    other = "import os, sys, time; os.write(int(sys.argv[1]), b'+'); time.sleep(600)"
    subprocess.Popen([sys.executable, "-c", other, str(held.fileno())], pass_fds=[held.fileno()])
    {rest}
"""
"""A part that starts a process; both hold the file open, and so the file tells when both are gone."""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A pipe by name, and where it is read: that ends when nobody holds it any more."""
    path = tmp_path / "held"
    os.mkfifo(path)
    end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield str(path), end
    os.close(end)


def is_gone(end: int) -> bool:
    """Wait until nobody holds the pipe any more; what was written into it is read."""
    while select.select([end], [], [], AMPLE)[0]:
        if not os.read(end, 100):
            return True
    return False


def test_a_part_that_takes_too_long_is_stopped_with_all_that_it_started(held: tuple[str, int]) -> None:
    path, end = held
    parts = Parts(AMPLE, grace=1)
    parts.run("Endless", "-c", STARTS_ANOTHER.format(rest="time.sleep(600)"), path, seconds=3)

    assert is_gone(end)
    assert parts.unfinished == ["Endless"]


def test_what_a_part_leaves_running_is_stopped_when_it_ends(held: tuple[str, int]) -> None:
    path, end = held
    parts = Parts(AMPLE)
    parts.run("Careless", "-c", STARTS_ANOTHER.format(rest="pass"), path, seconds=AMPLE)

    assert is_gone(end)
    assert parts.unfinished == []


def test_a_part_gets_what_is_left_and_the_next_one_is_not_begun(capfd: pytest.CaptureFixture[str]) -> None:
    parts = Parts(1, grace=1)
    parts.run("Endless", "-c", "import time; time.sleep(600)", seconds=AMPLE)
    parts.run("Late", "-c", "print('begun')", seconds=AMPLE)

    said = capfd.readouterr().out
    assert "(stopped after 1 s)" in said
    assert "(not begun, since no time was left: 0 s)" in said
    assert "begun\n" not in said
    assert parts.unfinished == ["Endless", "Late"]


def test_a_part_that_fails_is_named_and_the_others_go_on(capfd: pytest.CaptureFixture[str]) -> None:
    parts = Parts(AMPLE)
    parts.run("Broken", "-c", "raise SystemExit(3)", seconds=AMPLE)
    parts.run("Whole", "-c", "import os; print(os.environ['GIVEN'])", seconds=AMPLE, variables={"GIVEN": "this"})

    said = capfd.readouterr().out
    assert "(exit code 3 after 0 s)" in said
    assert "this\n" in said
    assert parts.unfinished == ["Broken"]


def test_who_stops_the_whole_run_stops_its_part(held: tuple[str, int]) -> None:
    path, end = held
    code = """
import sys
from benchmarks.command_line import reported
from benchmarks.parts import Parts
with reported():
    Parts(600).run("Endless", "-c", sys.argv[1], sys.argv[2], seconds=600)
"""
    command = [sys.executable, "-c", code, STARTS_ANOTHER.format(rest="time.sleep(600)"), path]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        select.select([end], [], [], AMPLE)
        begun = os.read(end, 100)
        process.send_signal(signal.SIGTERM)

    assert begun == b"+"
    assert is_gone(end)
    assert process.returncode == 128 + signal.SIGTERM
