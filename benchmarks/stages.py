"""Servers with an index of the earlier edition, and a running service that reaches them through proxies."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import httpx2
from pydantic import SecretStr

from benchmarks import castalia_process
from benchmarks.editions import EDITIONS, write_edition
from benchmarks.siege import PATIENCE, Judge, Siege, all_answers
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import PostgresSettings
from castalia.indexing.index import index_source
from castalia.source.folder import FolderSource
from tests.servers.cluster import Cluster
from tests.servers.postgres import PostgresMissingError, PostgresServer, run
from tests.servers.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from benchmarks.siege import Substance


MEGABYTE = 1_000_000


@dataclass
class Stage:
    """Everything that a fault needs.

    Args:
        servers: The servers of PostgreSQL, the primary first.
        proxies: What stands before each of them.
        siege: Asks the service.
        folder: Where the editions lie.
        variables: The environment of commands that write the index.
    """

    servers: Sequence[PostgresServer]
    proxies: Sequence[Proxy]
    siege: Siege
    folder: Path
    variables: dict[str, str]

    @property
    def round_trips(self) -> int:
        """How often the service has asked PostgreSQL so far; commands that write the index go past the proxies."""
        return sum(proxy.round_trips for proxy in self.proxies)

    async def index(self, edition: str) -> None:
        """Replace the index by that of an edition, while either may answer.

        Raises:
            RuntimeError: The command failed.
        """
        async with self.siege.judge.swap(edition):
            code, said = await castalia_process.run(self.variables, "index", "--force", str(self.folder / edition))
        if code != 0:
            raise RuntimeError(f"`castalia index` ended with {code}: {said}")


class SmallDiskServer(PostgresServer):
    """A server on a disk that is soon full, with its tables and its log."""

    size = 96 * MEGABYTE
    ballast_margin = 2 * MEGABYTE

    @property
    def disk(self) -> Path:
        """Where the small disk is."""
        return self._folder / "data"

    def fill(self) -> None:
        """Leave hardly any space."""
        free = os.statvfs(self.disk)
        ballast = self.disk / "ballast"
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - self.ballast_margin)

    def make_room(self) -> None:
        """Give the space back, and start the server again if it could not go on without."""
        (self.disk / "ballast").unlink()
        try:
            self.execute("SELECT 1")
        except PostgresMissingError:
            self.start()

    def _initialize(self) -> None:
        self.disk.mkdir()
        run(["/bin/mount", "-t", "tmpfs", "-o", f"size={self.size}", "castalia-faults", str(self.disk)])
        self._own(self.disk)
        super()._initialize()

    def _remove(self) -> None:
        try:
            super()._remove()
        finally:
            if self.disk.is_mount():
                run(["/bin/umount", str(self.disk)])
                shutil.rmtree(self._folder)


@contextmanager
def alone(binaries: Path) -> Iterator[list[PostgresServer]]:
    """One server."""
    with PostgresServer(binaries) as server:
        yield [server]


@contextmanager
def on_a_small_disk(binaries: Path) -> Iterator[list[PostgresServer]]:
    """One server that soon has no space left."""
    with SmallDiskServer(binaries) as server:
        yield [server]


@contextmanager
def with_standbys(binaries: Path) -> Iterator[list[PostgresServer]]:
    """A primary and two standbys."""
    with Cluster(binaries) as cluster:
        yield list(cluster.nodes)


@asynccontextmanager
async def set_up(make: Callable[[Path], Any], binaries: Path) -> AsyncIterator[Stage]:
    """Start servers, index the later edition and then the earlier, and serve that.

    Args:
        make: One of the functions above.
        binaries: The folder of PostgreSQL's programs.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        servers = stack.enter_context(make(binaries))
        proxies = [await stack.enter_async_context(Proxy(server.host, server.port)) for server in servers]
        for edition in EDITIONS:
            await asyncio.to_thread(write_edition, folder / edition, edition)
        judge = Judge()
        for edition in reversed(EDITIONS):
            # Each in a database of its own: nothing has to be replaced there, and the last is the one to serve.
            name = await asyncio.to_thread(servers[0].create_database)
            judge.learn(edition, await _index_and_ask(_database(servers[0], name), folder / edition))
        direct = [f"{server.host}:{server.port}" for server in servers]
        writing, reading = (
            castalia_process.environment(servers[0], hosts=hosts, name=name, home=folder)
            for hosts in (direct, [proxy.address for proxy in proxies])
        )
        address = await stack.enter_async_context(castalia_process.serving(reading, folder / "log"))
        client = await stack.enter_async_context(httpx2.AsyncClient(base_url=address, timeout=PATIENCE))
        yield Stage(servers, proxies, Siege(client, judge), folder, writing)


async def _index_and_ask(database: PostgresDatabase, edition: Path) -> dict[str, Substance]:
    async with database.lifespan():
        await create_schema(database)
        with FolderSource(edition) as source:
            await index_source(database, source)
        return await all_answers(database)


def _database(server: PostgresServer, name: str) -> PostgresDatabase:
    settings = PostgresSettings(
        username=server.username,
        password=SecretStr(server.password),
        hosts=(f"{server.host}:{server.port}",),
        name=name,
    )
    return PostgresDatabase(settings)
