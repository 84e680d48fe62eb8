"""A Dask cluster on this machine, in processes of its own; run as a program it obeys lines on its standard input.

It prints the address of its scheduler. ``hold`` stops the workers, so that they get tasks and begin none;
``kill`` waits until a worker has a task, kills that worker and lets the others go on; ``await`` waits until the
scheduler has a task.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from distributed import LocalCluster

WORKERS = 2
DONE = "done"
SECONDS = 60
"""Far more than a command takes to submit its tasks, so that one that fails before does not hang its test."""

PAUSE = 0.01


class DaskCluster:
    """A cluster that runs.

    Args:
        process: Its program.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.address = self._answer()

    def tell(self, command: str) -> None:
        """Have a command obeyed."""
        print(command, file=self._pipe(self._process.stdin), flush=True)
        if self._answer() != DONE:
            raise RuntimeError(f"the cluster did not {command}")

    def lose_scheduler(self) -> None:
        """End the scheduler without a word, once it has a task."""
        self.tell("await")
        self._process.kill()

    def _answer(self) -> str:
        return self._pipe(self._process.stdout).readline().strip()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise RuntimeError("the program has no pipes")
        return pipe


@contextlib.contextmanager
def dask_cluster(environment: Mapping[str, str], *, workers: int = WORKERS) -> Iterator[DaskCluster]:
    """Give a cluster, which is gone afterwards.

    Args:
        environment: The environment of its processes, in which Castalia can be imported.
        workers: How many workers it has.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", __file__, str(workers)],
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        yield DaskCluster(process)
        process.communicate()


def obey(cluster: LocalCluster, command: str) -> None:
    """Do what a line says."""
    pids = {nanny.worker_address: nanny.pid for nanny in cluster.workers.values()}
    scheduler: Any = cluster.scheduler
    if command == "hold":
        _send(signal.SIGSTOP, pids.values())
    elif command == "await":
        _first(lambda: list(scheduler.tasks))
    else:
        try:
            busy = _first(lambda: [address for address, worker in list(scheduler.workers.items()) if worker.processing])
            _send(signal.SIGKILL, [pids[busy]])
        finally:
            _send(signal.SIGCONT, pids.values())


def _first(look: Callable[[], list[str]]) -> str:
    """Look until there is something; another thread changes what is looked at."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found[0]
        time.sleep(PAUSE)
    raise TimeoutError(f"the scheduler got no task in {SECONDS} s")


def _send(number: signal.Signals, pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run a cluster until the standard input ends."""
    from distributed import LocalCluster  # noqa: PLC0415 - Only the program needs it.

    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(  # type: ignore[no-untyped-call]  # Dask's types are partial.
            n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=":0", local_directory=folder
        ) as cluster,
    ):
        _say(cluster.scheduler_address)
        for line in sys.stdin:
            obey(cluster, line.strip())
            _say(DONE)


if __name__ == "__main__":
    main()
