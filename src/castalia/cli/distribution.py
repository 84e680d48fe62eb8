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
from distributed.scheduler import KilledWorker

from castalia.cli.connection import PATIENCE, opened
from castalia.cli.documentation import find_present
from castalia.cli.progress import several_progresses
from castalia.cli.scheduler import connected
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
CHECK_SECONDS = 30.0
"""How often a cluster that gives no result is asked whether it still has workers."""


def index_distributed(
    config: Config,
    arguments: Sequence[str],
    *,
    address: str,
    options: LocateOptions,
    force: bool = False,
    quiet: bool = False,
    patience: float = CONNECT_SECONDS,
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

    Raises:
        SourceError: No scheduler answers there.
    """
    remove_leftovers(config.CASTALIA_HOME)
    with (
        several_progresses(talk_console(), arguments, quiet=quiet) as progresses,
        connected(address, patience) as client,
    ):
        run = _Run(config, client, progresses, force=force)
        for number, argument in enumerate(arguments):
            run.begin(number, argument, replace(options, progress=None))
        run.finish()
        return [run.outcomes[number] for number in range(len(arguments))]


def work(consignment: Consignment) -> Prepared | str:
    """Read a documentation; the entrance of a task, which Dask may call again elsewhere."""
    return receive(consignment, workspace=Path(get_worker().local_directory))


class _Run:
    """The tasks of one command.

    Args:
        config: Where the index is.
        client: The connection to the cluster.
        progresses: Who is told of each source.
        force: Whether to index what the index already holds.
    """

    def __init__(self, config: Config, client: Client, progresses: Sequence[Progress], *, force: bool) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._config = config
        self._client = client
        self._progresses = progresses
        self._force = force
        self._tasks: dict[Future[Prepared | str], int] = {}

    def begin(self, number: int, argument: str, options: LocateOptions) -> None:
        """Hand a source to the cluster, unless the index already holds just this."""
        try:
            consignment = consign(argument, options=options)
            present = None if self._force else find_present(self._config, consignment.fingerprint)
        except CastaliaError as error:
            self.outcomes[number] = error
            return
        if present is not None:
            self.outcomes[number] = present
            return
        self._tasks[self._client.submit(work, consignment, pure=False)] = number
        self._progresses[number].stage("being read by the cluster", None)

    def finish(self) -> None:
        """Write what the workers send, as they send it."""
        while self._tasks:
            try:
                done = wait(list(self._tasks), CHECK_SECONDS, "FIRST_COMPLETED").done  # type: ignore[no-untyped-call]  # Dask's types are partial.
            except TimeoutError:
                if not self._client.scheduler_info().get("workers"):
                    self._give_up("the cluster has no workers: start some with `dask worker ADDRESS` and try again")
                continue
            except (CancelledError, OSError):
                self._give_up("the connection to the cluster's scheduler was lost: see whether it runs and try again")
                continue
            for task in done:
                number = self._tasks.pop(task)
                self.outcomes[number] = self._outcome(task, number)

    def _outcome(self, task: Future[Prepared | str], number: int) -> Outcome:
        try:
            received = task.result()
            if isinstance(received, str):
                return SourceError(received)
            return asyncio.run(self._write(received, self._progresses[number]))
        except CastaliaError as error:
            return error
        except KilledWorker as error:
            return SourceError(
                f"one worker after the other ended while reading it, {error.last_worker.address} last: "
                "is there enough memory? The index is as it was before"
            )
        except (CancelledError, OSError, ImportError) as error:
            return SourceError(f"the cluster could not read it ({error}): see whether its workers have this Castalia")

    async def _write(self, prepared: Prepared, progress: Progress) -> Summary:
        async with opened(self._config, patience=PATIENCE) as database:
            # Not sooner: an index of another format is kept until there is something to take its place.
            await create_schema(database, rebuild=self._force)
            return await index_prepared(database, prepared, force=self._force, progress=progress)

    def _give_up(self, reason: str) -> None:
        self.outcomes |= {number: SourceError(reason) for number in self._tasks.values()}
        self._tasks.clear()
