"""A Dask cluster on this machine, in processes of its own; run as a program it obeys lines on its standard input.

It prints the address of its scheduler. ``hold`` stops the workers, so that they get tasks and begin none;
``kill`` waits until a worker has a task, kills that worker and lets the others go on.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from distributed import LocalCluster

WORKERS = 2
DONE = "done"


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

    def _answer(self) -> str:
        return self._pipe(self._process.stdout).readline().strip()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise RuntimeError("the program has no pipes")
        return pipe


@contextlib.contextmanager
def dask_cluster(environment: Mapping[str, str]) -> Iterator[DaskCluster]:
    """Give a cluster, which is gone afterwards.

    Args:
        environment: The environment of its processes, in which Castalia can be imported.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", __file__],
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
    if command == "hold":
        for pid in pids.values():
            os.kill(pid, signal.SIGSTOP)
        return
    scheduler: Any = cluster.scheduler
    while not (busy := [address for address, state in scheduler.workers.items() if state.processing]):
        pass
    os.kill(pids.pop(busy[0]), signal.SIGKILL)
    for pid in pids.values():
        os.kill(pid, signal.SIGCONT)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run a cluster until the standard input ends."""
    from distributed import LocalCluster  # noqa: PLC0415 - Only the program needs it.

    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(  # type: ignore[no-untyped-call]  # Dask's types are partial.
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=":0", local_directory=folder
        ) as cluster,
    ):
        _say(cluster.scheduler_address)
        for line in sys.stdin:
            obey(cluster, line.strip())
            _say(DONE)


if __name__ == "__main__":
    main()
