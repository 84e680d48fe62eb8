"""A command of the system, run with a time limit; its failure becomes one line."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Protocol

from castalia.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LINE_LENGTH = 300


class CommandRunner(Protocol):
    """Whatever runs a command."""

    def __call__(self, command: Sequence[str], *, folder: Path, seconds: float) -> str:
        """Run a command in a folder and give what it printed.

        Raises:
            SourceError: It is not installed, failed, or took too long.
        """


def run_command(command: Sequence[str], *, folder: Path, seconds: float) -> str:
    """Run a command of the system in a folder and give what it printed.

    Args:
        command: The program and its arguments; no shell reads them.
        folder: The folder to run in.
        seconds: How long it may take.

    Raises:
        SourceError: It is not installed, failed, or took too long.
    """
    # Answers are read below, so they must not be translated.
    environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    shown = " ".join(command)
    try:
        finished = subprocess.run(  # noqa: S603 (The arguments are ours, and no shell reads them.)
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise SourceError(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"`{shown}` took longer than {seconds:.0f} seconds") from error
    except OSError as error:
        raise SourceError(f"`{shown}` could not be run ({error.strerror})") from error
    if finished.returncode:
        raise SourceError(f"`{shown}` failed: {_reason(finished.stderr, code=finished.returncode)}")
    return finished.stdout.decode(errors="replace")


def _reason(output: bytes, *, code: int) -> str:
    """Take the line that says why: the first error, else the last line."""
    lines = [line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("E:")]
    return (errors or lines[-1:] or [f"exit status {code}"])[0][:LINE_LENGTH]
