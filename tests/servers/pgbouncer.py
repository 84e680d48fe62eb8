"""PgBouncer before a PostgreSQL server, in transaction mode, from what this machine has or can get."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.servers.ports import free_port
from tests.servers.postgres import (
    START_TIMEOUT,
    PostgresMissingError,
    find_account,
    install,
    reachable_folder,
    run_as,
)

if TYPE_CHECKING:
    from types import TracebackType

    from tests.servers.postgres import PostgresServer

CONFIGURATION = """
[databases]
* = host={host} port={port}

[pgbouncer]
listen_addr = {host}
listen_port = {own_port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
# Few, so that the clients meet each other's connections.
default_pool_size = 3
# As many set it up, so that clients which ask for these are not refused at once.
ignore_startup_parameters = {ignored}
"""

IGNORED = "default_transaction_read_only, idle_in_transaction_session_timeout, lock_timeout, statement_timeout"

GUARD = '"$1" --quiet "$2/pgbouncer.ini" 2>"$2/log" & read -r end; kill "$!"; wait; rm -rf "$2"'
"""Runs it until the end of the tests, however they end."""


class PgBouncer:
    """A PgBouncer on a free port, which shares few connections among its clients; a context manager.

    Args:
        program: The path of PgBouncer.
        server: The server that it stands before.
    """

    def __init__(self, program: Path, server: PostgresServer) -> None:
        self.program = program
        self.server = server
        self.port = free_port()
        self._folder = Path()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens, as ``host:port``."""
        return f"{self.server.host}:{self.port}"

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="pgbouncer-", dir=reachable_folder()))
        self._configure()
        account = find_account()
        if account is not None:
            for path in (self._folder, *self._folder.iterdir()):
                os.chown(path, account.uid, account.gid)
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "sh", str(self.program), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **run_as(account),
        )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.communicate(timeout=START_TIMEOUT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _configure(self) -> None:
        own = {"own_port": self.port, "folder": self._folder, "ignored": IGNORED}
        configuration = CONFIGURATION.format(host=self.server.host, port=self.server.port, **own)
        (self._folder / "pgbouncer.ini").write_text(configuration, encoding="utf-8")
        users = f'"{self.server.username}" "{self.server.password}"\n'
        (self._folder / "users").write_text(users, encoding="utf-8")

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            try:
                socket.create_connection((self.server.host, self.port), timeout=1).close()
            except OSError as error:
                if time.monotonic() > deadline:
                    said = (self._folder / "log").read_text(encoding="utf-8").splitlines()[-1:]
                    self.__exit__(None, None, None)
                    message = f"PgBouncer is missing or does not run: {error}: {said}"
                    raise PostgresMissingError(message) from error
                time.sleep(0.02)
            else:
                return


def find_pgbouncer() -> Path:
    """Find PgBouncer: installed, or installed now through apt.

    Raises:
        PostgresMissingError: There is none.
    """
    # Debian puts it where only root looks.
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    if shutil.which("pgbouncer", path=places) is None:
        install("pgbouncer", advice="install it")
    found = shutil.which("pgbouncer", path=places)
    if found is None:
        message = "PgBouncer is missing: apt installed no program of that name"
        raise PostgresMissingError(message)
    return Path(found)
