"""Several sources at once: their processes end with the command, whatever ends it, and none takes another down."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import SECONDS, run, started
from tests.cli.tea_documentation import write_documentation

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched through /proc")


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """Two documentations."""
    return [write_documentation(tmp_path / release, release=release) for release in ("3.12.1", "3.14.0")]


@pytest.fixture
def before(home: Path, tea: Path) -> None:
    """An index with one version, so that the tests' own lock lets everything happen but writing."""
    assert run(home, "index", tea).returncode == 0


@contextlib.contextmanager
def nobody_writes(home: Path) -> Iterator[None]:
    """Hold the index's write lock."""
    connection = sqlite3.connect(home / "index.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


def workers(process: subprocess.Popen[str], number: int) -> list[int]:
    """Read what the command says until so many processes have begun to build the index, and give those processes."""
    assert process.stderr is not None
    for _ in range(number):
        while "building the index" not in process.stderr.readline():
            assert process.poll() is None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in children}
    return [pid for pid, command in commands.items() if "spawn_main" in command]


def has_ended(pid: int) -> bool:
    """Wait for a process to end; one that is gone already has."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], SECONDS)[0])
    finally:
        os.close(descriptor)


@pytest.mark.usefixtures("before")
def test_an_interruption_ends_every_process_in_good_order(home: Path, sources: list[Path]) -> None:
    with nobody_writes(home), started(home, "index", *sources) as process:
        pids = workers(process, 2)
        for pid in (*pids, process.pid):
            os.kill(pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=SECONDS)

    assert len(pids) == 2
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert stderr.endswith("castalia: interrupted\n")
    assert all(has_ended(pid) for pid in pids)


@pytest.mark.usefixtures("before")
def test_a_killed_command_leaves_no_process_behind(home: Path, sources: list[Path]) -> None:
    with nobody_writes(home), started(home, "index", *sources) as process:
        pids = workers(process, 2)
        process.kill()
        process.wait(timeout=SECONDS)

        assert len(pids) == 2
        assert all(has_ended(pid) for pid in pids)
    assert run(home, "search", "kettle").returncode == 0


@pytest.mark.usefixtures("before")
def test_a_killed_process_fails_its_own_source_alone(home: Path, sources: list[Path]) -> None:
    with started(home, "index", *sources) as process:
        with nobody_writes(home):
            killed, _ = workers(process, 2)
            os.kill(killed, signal.SIGKILL)
        stdout, stderr = process.communicate(timeout=SECONDS)

    assert process.returncode == 3
    assert "the process that indexed it was ended (exit code -9)" in stderr
    assert "Traceback" not in stderr
    assert len(stdout.splitlines()) == 1
    assert run(home, "index", *sources).returncode == 0


@pytest.mark.usefixtures("before")
def test_what_waits_for_another_run_says_so_and_then_finishes(home: Path, tmp_path: Path) -> None:
    other = write_documentation(tmp_path / "other", release="3.14.0")
    with started(home, "index", other) as process:
        assert process.stderr is not None
        with nobody_writes(home):
            while "waiting for another `castalia index` to finish" not in process.stderr.readline():
                assert process.poll() is None
        stdout, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 0
    assert stdout.startswith("python 3.14 (3.14.0)")
