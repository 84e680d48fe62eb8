"""A bound socket comes in; several processes answer on it, and one that dies is replaced, until a signal says to stop.

None outlives the command: a worker whose command is gone, whatever ended it, hears so at its end of the pipe.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
from dataclasses import dataclass
from multiprocessing.connection import wait
from time import monotonic
from typing import TYPE_CHECKING

from castalia.cli.interruption import deaf_to_interruption
from castalia.cli.server import CLOSE_SECONDS, STOP_SECONDS, STOPPED, Server, application_of, ready_line, server_config
from castalia.cli.terminal import say, show
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    import socket
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from castalia.config import Config

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

END_SECONDS = STOP_SECONDS + CLOSE_SECONDS + 8
"""How long a worker may take to end before it is killed: its requests, its readers, its database."""

SHORT_LIFE = 5.0
"""Seconds; what dies sooner would die again, so that its replacement waits for as long."""


@dataclass(slots=True)
class Worker:
    """A process that serves.

    Args:
        process: The process.
        connection: Our end of the pipe; it brings a word when the process is ready, and ends with it.
        started: When it was started.
        ready: Whether it answers.
    """

    process: BaseProcess
    connection: Connection
    started: float
    ready: bool = False


class Supervisor:
    """Keeps workers alive.

    Args:
        listener: The socket that they share.
        config: The settings of the service.
        count: How many there are.
        announcement: What to print once all of them answer.
    """

    def __init__(self, listener: socket.socket, config: Config, *, count: int, announcement: str) -> None:
        self._listener = listener
        self._config = config
        self._count = count
        self._announcement = announcement
        self._workers: list[Worker] = []
        self._announced = False

    def run(self) -> None:
        """Serve until an interruption; requests in flight are answered first.

        Raises:
            ConfigurationError: A worker cannot start.
        """
        with tempfile.TemporaryDirectory(prefix="castalia-metrics-") as folder:
            os.environ.setdefault(METRICS_FOLDER, folder)
            try:
                self._workers = [self._start() for _ in range(self._count)]
                while True:
                    self._watch()
            except (KeyboardInterrupt, SystemExit):
                if not self._announced:
                    raise
            finally:
                self._stop()
        say(STOPPED)

    def _start(self) -> Worker:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=serve_in_worker, args=(theirs, self._listener, self._config)
        )
        with deaf_to_interruption():
            process.start()
        theirs.close()
        return Worker(process, ours, monotonic())

    def _watch(self) -> None:
        """Wait for news of a worker and act on it."""
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection)):
            worker = by_connection[connection]  # type: ignore[index] # Only connections were given.
            try:
                worker.ready = bool(worker.connection.recv())
            except (EOFError, OSError):
                self._replace(worker)
        if not self._announced and all(worker.ready for worker in self._workers):
            self._announced = True
            show(self._announcement)

    def _replace(self, worker: Worker) -> None:
        worker.process.join()
        worker.connection.close()
        code = worker.process.exitcode
        if not self._announced:
            message = f"a worker ended with exit code {code} before it could answer; what it said stands above"
            raise ConfigurationError(message)
        say(f"castalia: a worker ended with exit code {code} and is replaced")
        if monotonic() - worker.started < SHORT_LIFE:
            threading.Event().wait(SHORT_LIFE)
        self._workers[self._workers.index(worker)] = self._start()

    def _stop(self) -> None:
        """Ask every worker to end, and kill those that do not."""
        end = monotonic() + END_SECONDS
        try:
            for worker in self._workers:
                worker.process.terminate()
            for worker in self._workers:
                worker.process.join(max(0.0, end - monotonic()))
        finally:
            for worker in self._workers:
                worker.process.kill()
                worker.process.join()


def run_workers(listener: socket.socket, config: Config, *, host: str, count: int) -> None:
    """Serve with several processes until a signal says to stop.

    Raises:
        ConfigurationError: The settings cannot work, or a worker cannot start.
    """
    # Said once, here, rather than by each worker with a traceback.
    application_of(config)
    announcement = ready_line(host, listener.getsockname()[1])
    Supervisor(listener, config, count=count, announcement=announcement).run()


def serve_in_worker(connection: Connection, listener: socket.socket, config: Config) -> None:
    """Serve; the entrance of a worker."""
    # A Ctrl-C reaches every process of the terminal; the command alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_command, args=(connection,), daemon=True).start()
    server = Server(server_config(config), lambda: connection.send("ready"))
    server.run(sockets=[listener])


def _end_with_the_command(connection: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        connection.recv()
    os.kill(os.getpid(), signal.SIGTERM)
