"""The program as users start it: in a process of its own, with a home folder of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import castalia

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 60
"""Far more than any of these commands takes, so that a hanging one fails its test instead of the whole run."""

PATIENCE = 5 * SECONDS
"""Far more than all that a test does with one process."""

FOREIGN = ("ENV", "FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "COLUMNS", "PYTHONWARNINGS")


def settings(home: Path) -> dict[str, str | None]:
    """Give what the environment must say and, as ``None``, what it must not."""
    postgres = [name for name in os.environ if name.startswith("POSTGRES_")]
    return {**dict.fromkeys((*FOREIGN, *postgres)), "CASTALIA_HOME": str(home)}


def environment(home: Path, changes: dict[str, str]) -> dict[str, str]:
    """Give the whole environment of a process.

    Args:
        home: Its ``CASTALIA_HOME``.
        changes: What it says besides.
    """
    package = str(Path(castalia.__file__).parents[1])
    merged = {**os.environ, **settings(home), "PYTHONPATH": package, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def run(home: Path, *arguments: str | Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end.

    Args:
        home: Its ``CASTALIA_HOME``.
        arguments: The command and its options.
        changes: Environment variables.
    """
    return subprocess.run(
        [sys.executable, "-m", "castalia", *map(str, arguments)],
        cwd=home.parent,
        env=environment(home, changes),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


@contextlib.contextmanager
def started(home: Path, *arguments: str | Path, **changes: str) -> Iterator[subprocess.Popen[str]]:
    """Start the program, and make sure that it is gone afterwards.

    Args:
        home: Its ``CASTALIA_HOME``.
        arguments: The command and its options.
        changes: Environment variables.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "castalia", *map(str, arguments)],
        cwd=home.parent,
        env=environment(home, changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    with process, killed_after(PATIENCE, process):
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def killed_after(seconds: float, process: subprocess.Popen[Any]) -> Iterator[None]:
    """Kill a process that takes too long, so that whoever reads what it prints meets the end and fails.

    Args:
        seconds: How long it may take.
        process: The process.
    """
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def stop(process: subprocess.Popen[str], by: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
    """Ask a process to stop, and give its exit code and what it printed on stdout and stderr since.

    Args:
        process: The process.
        by: The signal to ask with.
    """
    process.send_signal(by)
    stdout, stderr = process.communicate(timeout=SECONDS)
    return process.returncode, stdout, stderr
