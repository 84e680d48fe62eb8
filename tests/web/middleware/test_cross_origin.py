"""Pages of other origins read the interface, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import httpx2

    from castalia.database.database import Database

ORIGIN = {"Origin": "https://editor.example"}


@pytest.mark.parametrize("path", ["/api/v1/search?q=water", "/api/v1/search", "/api/v1/none", "/api/v1/openapi.json"])
async def test_answers_and_problems_of_the_interface_are_readable_everywhere(
    client: httpx2.AsyncClient, path: str
) -> None:
    answer = await client.get(path, headers=ORIGIN)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ["/", "/search?q=water", "/docs/3.13/library/seeds.html", "/health/live", "/static/x"])
async def test_pages_are_not(client: httpx2.AsyncClient, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in (await client.get(path, headers=ORIGIN)).headers


async def test_a_browser_that_asks_beforehand_may_read_and_nothing_else(client: httpx2.AsyncClient) -> None:
    asking = {**ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}

    answer = await client.options("/api/v1/search", headers=asking)

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert answer.headers["Access-Control-Allow-Headers"] == "Accept, If-None-Match"
    assert (await client.post("/api/v1/search", headers=ORIGIN)).status_code == 405


async def test_behind_a_proxy_the_interface_is_readable_under_its_prefix(
    garden: Database, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    with serve(garden, root_path="/find") as client:
        answer = await client.get("/find/api/v1/versions", headers=ORIGIN)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
