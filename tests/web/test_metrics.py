"""`/metrics`: who may read it, what it counts, and that it answers when the database does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx2
import pytest

from castalia import __version__
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings
from castalia.web.depends import db
from castalia.web.main import fast_api
from castalia.web.operation import operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from castalia.database.database import Database


def samples(text: str) -> dict[str, float]:
    """Give each value by its name with its labels."""
    return {name: float(value) for name, value in re.findall(r"^([^#\s]\S*(?: \S*})?) (\S+)$", text, re.MULTILINE)}


async def read(client: httpx2.AsyncClient) -> dict[str, float]:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    return samples(answer.text)


@pytest.fixture
def token() -> Iterator[str]:
    """A token that the metrics ask for."""
    operation.metrics_token = "t0ken"  # noqa: S105 - Made up.
    yield "t0ken"
    operation.metrics_token = None


def visitor(garden: Database, address: str) -> httpx2.AsyncClient:
    """Give a client that asks from an address."""
    fast_api.dependency_overrides[db.read] = garden.read
    transport = httpx2.ASGITransport(app=fast_api, client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url="http://castalia.test")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1"])
async def test_this_machine_may_read_it(garden: Database, address: str) -> None:
    async with visitor(garden, address) as client:
        assert (await client.get("/metrics")).status_code == 200


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1", "testclient", ""])
async def test_others_may_not(garden: Database, address: str) -> None:
    async with visitor(garden, address) as client:
        answer = await client.get("/metrics")

    assert answer.status_code == 403
    assert "CASTALIA_METRICS_TOKEN" in answer.text
    assert "castalia_" not in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
async def test_a_proxy_on_this_machine_does_not_open_it_to_everybody(client: httpx2.AsyncClient, header: str) -> None:
    assert (await client.get("/metrics", headers={header: "127.0.0.1"})).status_code == 403


async def test_a_token_opens_it_from_anywhere_and_nothing_else_does(garden: Database, token: str) -> None:
    async with visitor(garden, "192.0.2.1") as client:
        answers = [
            await client.get("/metrics", headers=[(b"Authorization", words.encode("latin-1"))])
            for words in (f"Bearer {token}", f"Bearer {token}x", "Bearer é", "Basic dDBrZW4=", "")
        ]
    async with visitor(garden, "127.0.0.1") as client:
        answers.append(await client.get("/metrics"))

    assert [answer.status_code for answer in answers] == [200, 401, 401, 401, 401, 401]
    assert answers[1].headers["WWW-Authenticate"] == 'Bearer realm="metrics"'


async def test_requests_are_counted_by_route_and_status_and_searches_by_outcome(client: httpx2.AsyncClient) -> None:
    names = {
        "found": 'castalia_search_seconds_count{outcome="found"}',
        "nothing": 'castalia_search_seconds_count{outcome="nothing"}',
        "stage": 'castalia_search_stage_seconds_count{stage="candidates"}',
        "good": 'castalia_request_seconds_count{route="/search",status="200"}',
        "bad": 'castalia_request_seconds_count{route="/api/v1/search",status="400"}',
    }
    before = await read(client)
    await client.get("/search?q=water")
    await client.get("/search?q=%22zzyzx+qqq%22")
    await client.get(f"/api/v1/search?q={'x' * 501}")
    after = await read(client)

    grown = {each: after.get(name, 0) - before.get(name, 0) for each, name in names.items()}
    assert grown == {"found": 1, "nothing": 1, "stage": 2, "good": 2, "bad": 1}


async def test_what_was_asked_is_in_no_label(client: httpx2.AsyncClient) -> None:
    for path in ("/search?q=secret", "/docs/3.13/secret", "/secret", "/static/secret"):
        await client.get(path)

    assert "secret" not in (await client.get("/metrics")).text


async def test_the_index_is_told_by_version_with_its_generation_and_time(client: httpx2.AsyncClient) -> None:
    values = await read(client)

    assert values["castalia_database_up"] == 1
    assert values['castalia_index_generation{project="python",version="3.13"}'] > 0
    assert values['castalia_index_timestamp_seconds{project="python",version="3.13"}'] > 1_700_000_000
    assert values['castalia_index_sections{project="python",version="3.13"}'] > 0


async def test_a_refused_request_is_counted(client: httpx2.AsyncClient) -> None:
    operation.metrics.refuse("busy")

    assert (await read(client))['castalia_refused_requests_total{reason="busy"}'] >= 1


async def test_metrics_are_there_when_the_database_is_not(
    unused_address: str, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    away = PostgresDatabase(PostgresSettings(username="nobody", hosts=(unused_address,), name="nothing"))
    async with away.lifespan():
        with serve(away) as client:
            values = await read(client)

    assert values["castalia_database_up"] == 0
    assert f'castalia_build_info{{version="{__version__}"}}' in values
