"""Several sources come in; each is indexed by a process of its own, and what came of each goes out.

The processes read and parse at the same time and take turns at writing. None outlives the command: a process whose
command is gone, whatever ended it, hears so at its end of the pipe.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from castalia.cli.documentation import index_one
from castalia.cli.failure import system_error
from castalia.cli.interruption import deaf_to_interruption
from castalia.cli.progress import several_progresses
from castalia.cli.terminal import say, talk_console
from castalia.errors import CastaliaError, SourceError
from castalia.indexing.summary import Summary
from castalia.source.workspace import remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from castalia.config import Config
    from castalia.indexing.progress import Progress
    from castalia.source.locate import LocateOptions

MAX_WORKERS = 4
"""Each takes up to half a gigabyte of memory, and writing goes one after another anyway."""

Outcome = Summary | CastaliaError


@dataclass(frozen=True, slots=True)
class Job:
    """What a process has to do: ``index_one`` with these arguments."""

    config: Config
    argument: str
    options: LocateOptions
    force: bool


@dataclass(slots=True)
class Worker:
    """A process that works on a job; ``number`` is the job's."""

    number: int
    process: BaseProcess


class Channel:
    """Tells the command how far a job is, in its place.

    Args:
        connection: The process's end of the pipe.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stage(self, name: str, total: int | None) -> None:
        """Tell of a stage as it begins."""
        self._connection.send(("stage", name, total))

    def advance(self, count: int = 1) -> None:
        """Tell of steps that are done."""
        self._connection.send(("advance", count))

    def say(self, message: str) -> None:
        """Tell the user something."""
        self._connection.send(("say", message))


def index_several(
    config: Config, arguments: Sequence[str], *, options: LocateOptions, force: bool, quiet: bool
) -> list[Outcome]:
    """Index several sources at once; one that fails stops no other.

    Args:
        config: Where the index is.
        arguments: Archives, folders, addresses or versions.
        options: How to look for them.
        force: Whether to index what the index already holds.
        quiet: Whether to keep still about everything but failures.
    """
    jobs = [Job(config, argument, replace(options, progress=None), force) for argument in arguments]
    with several_progresses(talk_console(), arguments, quiet=quiet) as progresses:
        try:
            return _Pool(jobs, progresses, quiet=quiet).run()
        finally:
            remove_leftovers(config.CASTALIA_HOME)


class _Pool:
    """The processes at work, a few at a time.

    Args:
        jobs: What is to be done.
        progresses: Who is told of each job.
        quiet: Whether to pass on what the processes say.
    """

    def __init__(self, jobs: Sequence[Job], progresses: Sequence[Progress], *, quiet: bool) -> None:
        self._jobs = jobs
        self._progresses = progresses
        self._quiet = quiet
        self._outcomes: dict[int, Outcome] = {}
        self._workers: dict[Connection, Worker] = {}

    def run(self) -> list[Outcome]:
        """Do every job, and give their outcomes in order."""
        waiting = deque(range(len(self._jobs)))
        limit = min(os.cpu_count() or 1, MAX_WORKERS)
        try:
            while waiting or self._workers:
                while waiting and len(self._workers) < limit:
                    self._start(waiting.popleft())
                for connection in wait(list(self._workers)):
                    self._hear(connection)  # type: ignore[arg-type]  # Only connections were given.
        finally:
            for worker in self._workers.values():
                worker.process.kill()
                worker.process.join()
        return [self._outcomes[number] for number in range(len(self._jobs))]

    def _start(self, number: int) -> None:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=work, args=(theirs, self._jobs[number]))
        with deaf_to_interruption():
            process.start()
        theirs.close()
        self._workers[ours] = Worker(number, process)

    def _hear(self, connection: Connection) -> None:
        worker = self._workers[connection]
        try:
            kind, *values = connection.recv()
        except (EOFError, OSError):
            self._end(connection, worker)
            return
        if kind == "outcome":
            self._outcomes[worker.number] = values[0]
        elif kind == "say":
            if not self._quiet:
                say(values[0])
        else:
            getattr(self._progresses[worker.number], kind)(*values)

    def _end(self, connection: Connection, worker: Worker) -> None:
        worker.process.join()
        connection.close()
        del self._workers[connection]
        message = (
            f"{self._jobs[worker.number].argument}: the process that indexed it was ended "
            f"(exit code {worker.process.exitcode}); is there enough memory? The index is as it was before; try again"
        )
        self._outcomes.setdefault(worker.number, SourceError(message))


def work(connection: Connection, job: Job) -> None:
    """Do a job and report; the entrance of a process."""
    # A Ctrl-C reaches every process of the terminal; the command alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_command, args=(connection,), daemon=True).start()
    channel = Channel(connection)
    outcome: Outcome
    try:
        outcome = index_one(
            job.config, job.argument, options=job.options, force=job.force, progress=channel, tell=channel.say
        )
    except CastaliaError as error:
        outcome = SourceError(str(error))
    except OSError as error:
        outcome = SourceError(system_error(error))
    connection.send(("outcome", outcome))


def _end_with_the_command(connection: Connection) -> None:
    """Wait for the end of the pipe, which comes when the command ends, and end without a further word."""
    with contextlib.suppress(EOFError, OSError):
        connection.recv()
    os._exit(1)
