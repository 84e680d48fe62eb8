"""Several sources come in; the workers of a Dask cluster read them, a task each, and what came of each goes out.

Only this process writes the index: what a worker sends back is a whole documentation, written in one transaction. So
a worker needs neither the database nor its password, and one that is killed loses nothing: its task begins again on
another.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import get_worker, wait
from distributed.client import ClosedClientError
from distributed.scheduler import KilledWorker

from castalia.cli.connection import PATIENCE, opened
from castalia.cli.documentation import find_present
from castalia.cli.failure import system_error
from castalia.cli.progress import several_progresses
from castalia.cli.scheduler import connected, named
from castalia.cli.terminal import talk_console
from castalia.database.schema import create_schema
from castalia.errors import CastaliaError, SourceError
from castalia.indexing.consignment import Consignment, consign, receive
from castalia.indexing.index import index_prepared
from castalia.source.workspace import remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Client, Future

    from castalia.config import Config
    from castalia.indexing.prepared import Prepared
    from castalia.indexing.progress import Progress
    from castalia.indexing.summary import Summary
    from castalia.source.locate import LocateOptions

    Outcome = Summary | CastaliaError

CONNECT_SECONDS = 10.0
ABSENCE_SECONDS = 30.0
"""How often a cluster that gives no result is asked whether it still has workers."""

TRANSFER_SECONDS = 600.0
"""Far more than a result takes on its way; Dask waits for ever for one whose worker ended meanwhile."""

LOST = "the connection to the cluster's scheduler was lost: see whether it runs and try again"
NO_WORKERS = (
    "the cluster has no workers: start some with `dask worker ADDRESS`, on machines that have this version of "
    "Castalia, and try again"
)
ENDED_WORKERS = (
    "the cluster had workers, and all of them ended: their logs tell why. Install this version of Castalia where they "
    "run, start them again with `dask worker ADDRESS` and try again"
)
KILLED_WORKERS = (
    "one worker after the other ended while reading it, {address} last: their logs tell why. Is there enough memory, "
    "and do they have this version of Castalia? The index is as it was before"
)
OTHER_CASTALIA = (
    "see the logs of the cluster, and whether its scheduler and workers have this version of Castalia. "
    "The index is as it was before"
)


def index_distributed(
    config: Config,
    arguments: Sequence[str],
    *,
    address: str,
    options: LocateOptions,
    force: bool = False,
    quiet: bool = False,
    patience: float = CONNECT_SECONDS,
    absence: float = ABSENCE_SECONDS,
) -> list[Outcome]:
    """Index sources by the workers of a cluster; one that fails stops no other.

    Args:
        config: Where the index is.
        arguments: Archives, folders, addresses or versions.
        address: The address of the cluster's scheduler, such as ``tcp://scheduler:8786``.
        options: How to look for them.
        force: Whether to index what the index already holds.
        quiet: Whether to keep still about everything but failures.
        patience: Seconds to wait for the scheduler's answer.
        absence: Seconds to wait for workers where there are none.

    Raises:
        SourceError: No scheduler answers there.
    """
    remove_leftovers(config.CASTALIA_HOME)
    with (
        several_progresses(talk_console(), arguments, quiet=quiet) as progresses,
        connected(address, patience) as client,
    ):
        run = _Run(config, client, arguments, progresses=progresses, force=force)
        for number in range(len(arguments)):
            run.begin(number, replace(options, progress=None))
        run.finish(absence)
        return [run.outcomes[number] for number in range(len(arguments))]


def work(consignment: Consignment) -> Prepared | str:
    """Read a documentation; the entrance of a task, which Dask may call again elsewhere."""
    return receive(consignment, workspace=Path(get_worker().local_directory))


class _Run:
    """The tasks of one command.

    Args:
        config: Where the index is.
        client: The connection to the cluster.
        arguments: What the user calls each source.
        progresses: Who is told of each source.
        force: Whether to index what the index already holds.
    """

    def __init__(
        self,
        config: Config,
        client: Client,
        arguments: Sequence[str],
        *,
        progresses: Sequence[Progress],
        force: bool,
    ) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._config = config
        self._client = client
        self._arguments = arguments
        self._progresses = progresses
        self._force = force
        self._tasks: dict[Future[Prepared | str], int] = {}
        # Asked before the first task, which ends a worker that cannot read it.
        self._had_workers = self._has_workers()

    def begin(self, number: int, options: LocateOptions) -> None:
        """Hand a source to the cluster, unless the index already holds just this."""
        try:
            consignment = consign(self._arguments[number], options=options)
            present = None if self._force else find_present(self._config, consignment.fingerprint)
        except CastaliaError as error:
            self.outcomes[number] = error
            return
        if present is not None:
            self.outcomes[number] = present
            return
        try:
            self._tasks[self._client.submit(work, consignment, pure=False)] = number
        except ClosedClientError:
            self._fail(number, LOST)
            return
        self._progresses[number].stage("being read by the cluster", None)

    def finish(self, absence: float) -> None:
        """Write what the workers send, as they send it.

        Args:
            absence: Seconds to wait for workers where there are none.
        """
        while self._tasks:
            try:
                done = wait(list(self._tasks), absence, "FIRST_COMPLETED").done  # type: ignore[no-untyped-call]  # Dask's types are partial.
            except TimeoutError:
                self._require_workers()
            except (CancelledError, OSError, ValueError):
                # A client that closed itself, because it could not connect again, is a ValueError.
                self._give_up(LOST)
            else:
                # One at a time, since the worker that holds another may end while this one is written.
                task = done.pop()
                number = self._tasks.pop(task)
                self._receive(task, number)

    def _receive(self, task: Future[Prepared | str], number: int) -> None:
        if task.status == "error":
            self._fail(number, _reason(task.exception()))  # type: ignore[no-untyped-call]  # The same.
            return
        try:
            received = task.result(TRANSFER_SECONDS)
        except (CancelledError, OSError):
            self._fail(number, LOST)
        except Exception as error:  # noqa: BLE001 - What another version sends fails in ways that cannot be listed.
            self._fail(number, f"what the worker sent cannot be read ({named(error)}): {OTHER_CASTALIA}")
        else:
            self.outcomes[number] = self._written(received, number)

    def _written(self, received: Prepared | str, number: int) -> Outcome:
        if isinstance(received, str):
            return SourceError(received)
        try:
            return asyncio.run(self._write(received, self._progresses[number]))
        except CastaliaError as error:
            return error
        except OSError as error:
            return SourceError(f"{self._arguments[number]}: {system_error(error)}")

    async def _write(self, prepared: Prepared, progress: Progress) -> Summary:
        async with opened(self._config, patience=PATIENCE) as database:
            # Not sooner: an index of another format is kept until there is something to take its place.
            await create_schema(database, rebuild=self._force)
            return await index_prepared(database, prepared, force=self._force, progress=progress)

    def _has_workers(self) -> bool:
        return bool(self._client.scheduler_info().get("workers"))

    def _require_workers(self) -> None:
        if self._has_workers():
            self._had_workers = True
        else:
            self._give_up(ENDED_WORKERS if self._had_workers else NO_WORKERS)

    def _give_up(self, reason: str) -> None:
        for number in self._tasks.values():
            self._fail(number, reason)
        self._tasks.clear()

    def _fail(self, number: int, reason: str) -> None:
        self.outcomes[number] = SourceError(f"{self._arguments[number]}: {reason}")


def _reason(error: BaseException) -> str:
    if isinstance(error, KilledWorker):
        return KILLED_WORKERS.format(address=error.last_worker.address)
    return f"its task failed on the cluster ({named(error)}): {OTHER_CASTALIA}"
