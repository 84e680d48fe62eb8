"""Commands that share one deadline, one after another: each is stopped in time, with everything that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GRACE = 20.0
"""Seconds that a part which is stopped has to put away its servers and disks."""


class Parts:
    """Runs one part after another, and remembers how long each took and which did not come to its end.

    Args:
        seconds: What all of them may take together.
        grace: The seconds that a part has to end by itself once it is stopped.
    """

    def __init__(self, seconds: float, *, grace: float = GRACE) -> None:
        self.spent: dict[str, float] = {}
        self.unfinished: list[str] = []
        self._end = monotonic() + seconds
        self._grace = grace

    def run(self, title: str, *arguments: str, seconds: float, variables: Mapping[str, str] | None = None) -> None:
        """Run a part and print what it prints; of one that fails or takes too long this is said, and the next goes on.

        Args:
            title: What the part is called.
            arguments: Those of the Python that runs it.
            seconds: What it may take at most, if so much is left.
            variables: What it finds in its environment beside what is there.
        """
        print(f"\n## {title}\n", flush=True)
        began = monotonic()
        said = self._run([sys.executable, *arguments], {**os.environ, **(variables or {})}, seconds)
        self.spent[title] = monotonic() - began
        if said:
            self.unfinished.append(title)
        print(f"\n({said}{self.spent[title]:.0f} s)", flush=True)

    def _run(self, command: list[str], environment: Mapping[str, str], seconds: float) -> str:
        """Give what kept a part from its end; nothing where it came there."""
        left = min(seconds, self._end - monotonic())
        if left <= 0:
            return "not begun, since no time was left: "
        with _group(command, environment) as process:
            try:
                code = process.wait(left)
            except subprocess.TimeoutExpired:
                self._stop(process)
                return "stopped after "
        return f"exit code {code} after " if code else ""

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(self._grace)


@contextmanager
def _group(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a group of processes of its own, of which nothing is left afterwards."""
    process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - Our own modules.
    try:
        yield process
    except BaseException:
        # Whoever stops the whole run means this part as well, and that does not hear of it by itself.
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        raise
    finally:
        # What a part started and did not end itself, such as a service, would disturb the next ones for ever.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
