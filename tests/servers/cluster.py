"""A primary and two standbys that follow it by streaming, for tests that stop them under a running service."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from tests.servers.ports import free_port
from tests.servers.postgres import PostgresServer, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

REPLICATION = """
# What is committed must be there for the standbys at once.
synchronous_commit = on
wal_keep_size = 128MB
wal_retrieve_retry_interval = 100ms
# Whoever of them can be written to is followed, so that the others go along when one is promoted.
primary_conninfo = 'host={hosts} port={ports} user={username} password={password} target_session_attrs=read-write'
"""

AWAIT = """
DO $$ BEGIN
    FOR attempt IN 1..2000 LOOP
        IF {condition} THEN RETURN; END IF;
        PERFORM pg_sleep(0.01);
    END LOOP;
    RAISE EXCEPTION '{failure}';
END $$
"""
"""Waits in the server until something is so; what a view shows in one transaction must not be a snapshot of its start,
as ``pg_stat_replication`` is: a standby that connects later is never in it."""

FOLLOWS = "EXISTS (SELECT FROM pg_stat_wal_receiver)"


class Node(PostgresServer):
    """A server of a cluster.

    Args:
        binaries: The folder of PostgreSQL's programs.
        origin: The primary of which this is to be a copy; the first server is none.
    """

    def __init__(self, binaries: Path, *, origin: Node | None = None) -> None:
        super().__init__(binaries)
        self.origin = origin
        self.password = origin.password if origin else self.password
        self.port = free_port()
        self.running = False
        self.outdated = False
        self.replication = ""

    @property
    def address(self) -> str:
        """Where it listens, as ``host:port``."""
        return f"{self.host}:{self.port}"

    def start(self) -> None:
        """Start it again as what it was."""
        super().start()
        self.running = True

    def kill(self) -> None:
        """Stop it as a crash would, without a word to anybody."""
        self._control("stop", "--mode", "immediate")
        self.running = False

    def promote(self) -> None:
        """Make the standby a primary."""
        self._control("promote")

    def unfollow(self) -> None:
        """Let the standby answer as before, and hear of nothing new."""
        self.execute("ALTER SYSTEM SET primary_conninfo = ''")
        self.execute("SELECT pg_reload_conf()")
        self._await(f"NOT {FOLLOWS}", failure="the standby still follows")

    def follow(self) -> None:
        """Let the standby follow the primary again."""
        self.execute("ALTER SYSTEM RESET primary_conninfo")
        self.execute("SELECT pg_reload_conf()")

    def catch_up(self, position: str) -> None:
        """Wait until the standby follows a primary and shows what that had at a position of its log."""
        self._await(f"{FOLLOWS} AND pg_last_wal_replay_lsn() >= '{position}'", failure="the standby did not catch up")

    def clone(self, origin: Node) -> None:
        """Replace the data by a copy of a primary's, and follow it."""
        data = self._folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        source = f"host={origin.host} port={origin.port} user={origin.username}"
        program = [str(self.binaries / "pg_basebackup"), "--pgdata", str(data), "--dbname", source]
        options = ["--checkpoint", "fast", "--no-sync", "--wal-method", "stream"]
        run([*program, *options], account=self._account, environment={"PGPASSWORD": origin.password})
        self.outdated = False
        (data / "standby.signal").touch()
        self._own(data / "standby.signal")

    def _await(self, condition: str, *, failure: str) -> None:
        self.execute(AWAIT.format(condition=condition, failure=failure))

    def _initialize(self) -> None:
        if self.origin is not None:
            self.clone(self.origin)
            return
        super()._initialize()
        # What is said here once is copied to the standbys.
        with (self._folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(self.replication)


class Cluster:
    """A primary and two standbys; a context manager.

    Args:
        binaries: The folder of PostgreSQL's programs.
    """

    def __init__(self, binaries: Path) -> None:
        self.primary = Node(binaries)
        self.nodes = [self.primary, Node(binaries, origin=self.primary), Node(binaries, origin=self.primary)]
        self.primary.replication = self._replication()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for node in self.nodes:
                stack.enter_context(node)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def standbys(self) -> Sequence[Node]:
        """The servers that follow the primary."""
        return [node for node in self.nodes if node is not self.primary]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where all of them listen."""
        return tuple(node.address for node in self.nodes)

    def catch_up(self) -> None:
        """Wait until the standbys that run follow, and have what the primary has now."""
        position = self.primary.execute("SELECT pg_current_wal_flush_lsn()").strip()
        # The primary may still list a standby that was killed: only the standby knows whom it follows.
        for standby in self.standbys:
            if standby.running:
                standby.catch_up(position)

    def promote(self, node: Node) -> None:
        """Make a standby the primary; the former one must have been killed."""
        node.promote()
        self.primary.outdated = True
        self.primary = node

    def mend(self) -> None:
        """Bring back whoever was killed, a former primary as a new standby."""
        for node in self.nodes:
            if node.outdated:
                node.clone(self.primary)
            if not node.running:
                node.start()
        self.catch_up()

    def _replication(self) -> str:
        return REPLICATION.format(
            hosts=",".join(node.host for node in self.nodes),
            ports=",".join(str(node.port) for node in self.nodes),
            username=self.primary.username,
            password=self.primary.password,
        )
