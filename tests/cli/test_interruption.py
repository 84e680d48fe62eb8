"""Ctrl-C and SIGTERM: they end what computes, and none is lost."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import SECONDS, environment, started, stop
from tests.cli.tea_documentation import write_documentation
from tests.cli.test_workers import nobody_writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

COMPUTING = """
import asyncio, signal, sys
from castalia.cli.interruption import end_on_signals

async def compute():
    try:
        signal.raise_signal(getattr(signal, sys.argv[1]))
        print("not interrupted")
    finally:
        await asyncio.sleep(0)
        print("closed")

end_on_signals()
try:
    asyncio.run(compute())
except KeyboardInterrupt:
    sys.exit(130)
"""

FINALIZING = """
import signal, sys, time
from castalia.cli.interruption import end_on_signals

class Kettle:
    def __del__(self):
        signal.raise_signal(getattr(signal, sys.argv[1]))

end_on_signals()
try:
    Kettle()
    time.sleep(30)
except KeyboardInterrupt:
    sys.exit(130)
"""

SIGNALS = pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])


@SIGNALS
def test_a_signal_ends_a_task_that_computes_and_lets_it_close(name: str, code: int, home: Path) -> None:
    finished = run_code(COMPUTING, name, home)

    assert (finished.returncode, finished.stdout, finished.stderr) == (code, "closed\n", "")


@SIGNALS
def test_a_signal_that_meets_a_finalizer_comes_again(name: str, code: int, home: Path) -> None:
    finished = run_code(FINALIZING, name, home)

    assert (finished.returncode, finished.stderr) == (code, "")


def test_other_exceptions_of_finalizers_are_still_shown(home: Path) -> None:
    finished = run_code(
        FINALIZING.replace("signal.raise_signal(getattr(signal, sys.argv[1]))", "1 / 0").replace(
            "time.sleep(30)", "pass"
        ),
        "",
        home,
    )

    assert "ZeroDivisionError" in finished.stderr


def test_an_interrupted_index_leaves_the_one_before(indexed: Callable[..., Result], home: Path, tmp_path: Path) -> None:
    changed = write_documentation(tmp_path / "changed", release="3.13.6")
    # Or it might have finished before the signal comes.
    with nobody_writes(home), started(home, "index", changed) as process:
        assert process.stderr is not None
        assert "reading pages" in process.stderr.readline()
        code, stdout, stderr = stop(process)

    assert (code, stdout) == (130, "")
    assert "Traceback" not in stderr
    assert stderr.endswith("castalia: interrupted\n")
    assert "3.13.5" in indexed("versions").stdout
    assert indexed("search", "kettle").exit_code == 0


def test_a_reader_that_stops_reading_causes_no_complaint(indexed: Callable[..., Result], home: Path) -> None:
    assert indexed("search", "tea").exit_code == 0

    with started(home, "search", "tea", "--json") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""


def run_code(code: str, argument: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program with one argument."""
    return subprocess.run(
        [sys.executable, "-c", code, argument],
        env=environment(home, {}),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
