"""What a request costs on the network: each use of a session has its number of round trips, counted by a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from castalia.database.pool import FairPool
from castalia.database.postgres import PostgresDatabase
from tests.database.application import application
from tests.database.notes import create_notes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from castalia.database.settings import PostgresSettings
    from tests.servers.proxy import Proxy

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(
    proxy: Proxy, postgres_settings: PostgresSettings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx2.AsyncClient]:
    # However slow the machine is, no connection counts as idle, and is checked for that.
    monkeypatch.setattr(FairPool, "ping_after", 60.0)
    database = PostgresDatabase(postgres_settings.model_copy(update={"hosts": (proxy.address,)}))
    transport = httpx2.ASGITransport(app=application(database))
    async with database.lifespan(), httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        await create_notes(database)
        yield client


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        pytest.param("GET", "/read", 1, id="a reader asks its question and nothing else"),
        pytest.param("POST", "/tx", 3, id="a transaction begins, works and commits"),
        pytest.param("POST", "/session", 3, id="a session begins, works and rolls back"),
        pytest.param("POST", "/session/commit", 3, id="a session begins, works and commits"),
    ],
)
async def test_a_warm_connection_costs_only_what_is_asked_of_it(
    proxy: Proxy, client: httpx2.AsyncClient, method: str, path: str, expected: int
) -> None:
    await client.request(method, path)
    # The first requests connect and prepare; those counted follow them at once, as in a busy service.
    await client.request(method, path)
    before, connections = proxy.round_trips, proxy.connections

    answers = [await client.request(method, path) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert proxy.connections == connections
    assert proxy.round_trips - before == 5 * expected
