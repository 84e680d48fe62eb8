"""The service as users start it, in a process of its own over an index of its own."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.cli.program import SECONDS, environment, killed_after

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def castalia_service(home: Path) -> Iterator[str]:
    """Serve the index in a home folder while the block lasts, and give the address, without a final slash."""
    # Nobody reads what it says of its requests, and a pipe that nobody reads would stop it one day.
    with subprocess.Popen(
        [sys.executable, "-m", "castalia", "serve", "--port", "0"],
        cwd=home,
        env=environment(home, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        try:
            with killed_after(SECONDS, process):
                ready = process.stdout.readline()
            yield ready.rpartition(" ")[2].strip().rstrip("/")
        finally:
            process.kill()
