"""Every route that needs the database, found by its dependencies, while there is none: 503, and when to ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import routing

from castalia.database.current import forget_sets
from castalia.web.depends import db
from castalia.web.main import fast_api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from fastapi.dependencies.models import Dependant

ADDRESSES = {
    "/": "/",
    "/search": "/search?q=water",
    "/lucky": "/lucky?q=water",
    "/help": "/help",
    "/suggestions": "/suggestions?q=wa",
    "/opensearch.xml": "/opensearch.xml",
    "/opensearch/{edition}.xml": "/opensearch/3.13.xml",
    "/docs/{edition}/{path:path}": "/docs/3.13/library/seeds.html",
    "/{version:published_version}": "/3.13",
    "/{version:published_version}/{path:path}": "/3.13/library/seeds.html",
    "/{version:published_version}/search.html": "/3.13/search.html?q=water",
    "/{language:language}/{version:published_version}": "/en/3.13",
    "/{language:language}/{version:published_version}/{path:path}": "/en/3.13/library/seeds.html",
    "/{language:language}/{version:published_version}/search.html": "/en/3.13/search.html?q=water",
    "/api/v1/search": "/api/v1/search?q=water",
    "/api/v1/suggest": "/api/v1/suggest?q=wa",
    "/api/v1/symbols/{name:path}": "/api/v1/symbols/seeds.sow",
    "/api/v1/sections/{version}/{path:path}": "/api/v1/sections/3.13/library/seeds.html",
    "/api/v1/folders": "/api/v1/folders",
    "/api/v1/versions": "/api/v1/versions",
}
"""An address of each route; the metrics are not among them, since they tell of a database that is away."""


def dependants(dependant: Dependant | None) -> Iterator[Dependant]:
    for inner in dependant.dependencies if dependant else ():
        yield inner
        yield from dependants(inner)


def routes_over_the_database() -> set[str]:
    return {
        str(route.path)
        for route in routing.iter_route_contexts(fast_api.routes)
        for dependant in dependants(getattr(route, "dependant", None))
        if dependant.call is db or getattr(dependant.call, "__self__", None) is db
    }


@pytest.fixture
async def client(free_port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a service whose database was never there."""
    monkeypatch.chdir(tmp_path)
    settings = {"ENV": "development", "POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(free_port)}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    forget_sets()
    transport = httpx2.ASGITransport(app=fast_api, raise_app_exceptions=False)
    async with (
        fast_api.router.lifespan_context(fast_api),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


@pytest.fixture
def free_port(unused_address: str) -> int:
    return int(unused_address.rpartition(":")[2])


def test_no_route_that_needs_the_database_is_forgotten_here() -> None:
    assert routes_over_the_database() == ADDRESSES.keys() | {"/metrics"}


async def test_every_route_that_needs_the_database_says_when_to_ask_again(client: httpx2.AsyncClient) -> None:
    answers = {path: await client.get(path) for path in ADDRESSES.values()}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 503)
    assert {path for path, answer in answers.items() if int(answer.headers.get("Retry-After", "0")) <= 0} == set()
    assert (await client.get("/health/live")).status_code == 200
