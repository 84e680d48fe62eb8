"""Reads from two standbys, writes to a primary, and what fails while each of them is killed under load."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from castalia.database.failures import is_temporary
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings
from tests.database.notes import Note, create_notes, texts
from tests.servers.cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from castalia.database.engines import Role
    from tests.servers.cluster import Node
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

POOL = 4
"""The connections of each pool, and so what can be in flight when a server dies; a standby has half of them."""

CLIENTS = 12


@pytest.fixture(scope="module")
def running_cluster(postgres_server: PostgresServer) -> Iterator[Cluster]:
    """A cluster of the programs that the other tests use; a package may lack the one that copies a server."""
    if not (postgres_server.binaries / "pg_basebackup").is_file():
        pytest.skip(f"there is no pg_basebackup in {postgres_server.binaries}, so that no standby can be made")
    with Cluster(postgres_server.binaries) as cluster:
        yield cluster


@pytest.fixture
def cluster(running_cluster: Cluster) -> Cluster:
    """All three servers, whatever the last test did to them."""
    running_cluster.mend()
    return running_cluster


@pytest.fixture
def settings(cluster: Cluster) -> PostgresSettings:
    """All servers, without a word on what each of them is."""
    return PostgresSettings(
        username=cluster.primary.username,
        password=SecretStr(cluster.primary.password),
        hosts=cluster.addresses,
        name=cluster.primary.create_database(),
        pool_size=POOL,
        read_pool_size=POOL,
        pool_timeout=60,
    )


@pytest.fixture
async def database(cluster: Cluster, settings: PostgresSettings) -> AsyncIterator[PostgresDatabase]:
    """A database whose table is on every server."""
    database = PostgresDatabase(settings)
    async with database.lifespan():
        await create_notes(database)
        await asyncio.to_thread(cluster.catch_up)
        yield database


async def port_read_from(database: PostgresDatabase) -> str:
    async with database.read_session() as session:
        return f"127.0.0.1:{await session.scalar(text('SELECT inet_server_port()'))}"


async def write(database: PostgresDatabase) -> str:
    async with database.transaction() as session:
        session.add(Note(text="kept"))
        return f"127.0.0.1:{await session.scalar(text('SELECT inet_server_port()'))}"


@dataclass
class Tally:
    """What became of requests: how many each server answered, and what the others failed with."""

    answers: Counter[str] = field(default_factory=Counter)
    failures: list[Exception] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def note(self, request: Awaitable[str]) -> None:
        """Await a request and note what became of it."""
        try:
            self.answers[await request] += 1
        except (SQLAlchemyError, OSError) as error:
            self.failures.append(error)
        async with self.changed:
            self.changed.notify_all()

    async def more(self, count: int) -> None:
        """Wait until so many more requests were answered."""
        goal = self.answers.total() + count
        async with self.changed:
            await self.changed.wait_for(lambda: self.answers.total() >= goal)


@asynccontextmanager
async def load(
    database: PostgresDatabase, request: Callable[[PostgresDatabase], Awaitable[str]]
) -> AsyncIterator[Tally]:
    """Let clients send one request after another, all at once."""
    tally, over = Tally(), asyncio.Event()

    async def client() -> None:
        while not over.is_set():
            await tally.note(request(database))

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(client())
        await tally.more(100)
        yield tally
        over.set()


async def ask(database: PostgresDatabase, count: int) -> Tally:
    """Read many times, a few at once, so that every connection is used."""
    tally = Tally()
    for _ in range(count // POOL):
        await asyncio.gather(*(tally.note(port_read_from(database)) for _ in range(POOL)))
    return tally


def names(*nodes: Node) -> set[str]:
    return {node.address for node in nodes}


async def test_reads_are_spread_evenly_over_the_standbys(cluster: Cluster, database: PostgresDatabase) -> None:
    tally = await ask(database, 10 * POOL)

    assert tally.failures == []
    assert tally.answers.keys() == names(*cluster.standbys)
    # Either has a connection for each three of the other at least.
    assert min(tally.answers.values()) >= 5 * POOL // 4


async def test_writes_go_to_the_primary_and_a_standby_shows_them_once_it_caught_up(
    cluster: Cluster, database: PostgresDatabase
) -> None:
    written_to = await write(database)
    await asyncio.to_thread(cluster.catch_up)

    assert written_to == cluster.primary.address
    assert await texts(database) == ["kept"]


async def test_a_killed_standby_costs_no_more_than_the_reads_in_flight(
    cluster: Cluster, database: PostgresDatabase
) -> None:
    killed, left = cluster.standbys
    async with load(database, port_read_from) as tally:
        await asyncio.to_thread(killed.kill)
        await tally.more(200)
    afterwards = await ask(database, 5 * POOL)

    assert len(tally.failures) <= POOL // 2 + 1
    assert all(map(is_temporary, tally.failures))
    assert afterwards.answers.keys() == names(left)
    assert afterwards.failures == []


async def test_a_standby_that_comes_back_is_used_again_as_connections_are_renewed(
    cluster: Cluster, settings: PostgresSettings, database: PostgresDatabase
) -> None:
    away, left = cluster.standbys
    await asyncio.to_thread(away.kill)
    renewing = PostgresDatabase(settings.model_copy(update={"read_recycle": 0}))
    async with renewing.lifespan():
        without = [await ask(each, 3 * POOL) for each in (database, renewing)]
        await asyncio.to_thread(away.start)
        await asyncio.to_thread(cluster.catch_up)
        kept, renewed = [await ask(each, 3 * POOL) for each in (database, renewing)]

    assert [tally.failures for tally in (*without, kept, renewed)] == [[]] * 4
    assert [tally.answers.keys() for tally in without] == [names(left)] * 2
    assert kept.answers.keys() == names(left)
    assert renewed.answers.keys() == names(away, left)


async def test_a_standby_that_follows_no_primary_is_left_until_it_does(
    cluster: Cluster, settings: PostgresSettings
) -> None:
    behind, following = cluster.standbys
    renewing = PostgresDatabase(settings.model_copy(update={"read_recycle": 0}))
    async with renewing.lifespan():
        await asyncio.to_thread(behind.unfollow)
        without = await ask(renewing, 3 * POOL)
        await asyncio.to_thread(behind.follow)
        await asyncio.to_thread(cluster.catch_up)
        with_it = await ask(renewing, 3 * POOL)

    assert without.answers.keys() == names(following)
    assert with_it.answers.keys() == names(behind, following)
    assert without.failures + with_it.failures == []


async def test_without_standbys_the_primary_is_read_from(cluster: Cluster, database: PostgresDatabase) -> None:
    await ask(database, POOL)
    async with load(database, port_read_from) as tally:
        for standby in cluster.standbys:
            await asyncio.to_thread(standby.kill)
        await tally.more(200)
    afterwards = await ask(database, 5 * POOL)

    # The readers of the first have gone over to the second when that is killed.
    assert len(tally.failures) <= POOL // 2 + 1 + POOL + 1
    assert afterwards.answers.keys() == names(cluster.primary)
    assert afterwards.failures == []


@pytest.mark.parametrize(("needs", "status"), [("read", 200), ("write", 503)])
async def test_without_a_primary_only_applications_that_write_are_not_ready(
    cluster: Cluster, database: PostgresDatabase, needs: Role, status: int
) -> None:
    app = FastAPI()
    database.install(app, needs=needs)
    await asyncio.to_thread(cluster.primary.kill)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
        answer = await client.get("/health/ready")

    assert answer.status_code == status


async def test_a_failover_fails_no_reads_and_writes_go_on_without_a_restart(
    cluster: Cluster, settings: PostgresSettings, database: PostgresDatabase
) -> None:
    former, promoted = cluster.primary, cluster.standbys[0]
    resting = PostgresDatabase(settings)
    async with resting.lifespan(), load(database, port_read_from) as reads, load(database, write) as writes:
        await write(resting)
        await asyncio.to_thread(former.kill)
        await reads.more(100)
        await asyncio.to_thread(cluster.promote, promoted)
        at_promotion = len(writes.failures)
        await writes.more(100)
        after_promotion = len(writes.failures) - at_promotion
        rested = Tally()
        for _ in range(3 * POOL):
            await rested.note(write(resting))

    assert reads.failures == []
    assert writes.answers.keys() == names(former, promoted)
    assert at_promotion > 0
    assert all(map(is_temporary, writes.failures))
    assert after_promotion <= POOL + 1
    assert len(rested.failures) <= 1
