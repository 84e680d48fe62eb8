"""The way straight to the best result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.shown_page import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import httpx2

    from castalia.database.database import Database


@pytest.mark.parametrize("query", ["seeds.sow", "!seeds.sow", " ! seeds.sow "])
async def test_lucky_leads_to_our_copy_of_the_best_result(client: httpx2.AsyncClient, query: str) -> None:
    response = await client.get("/lucky", params={"q": query})

    assert response.status_code == 307
    assert response.headers["Location"] == "/docs/3.13/library/seeds.html?highlight=seeds.sow#seeds.sow"


async def test_lucky_keeps_the_version(client: httpx2.AsyncClient) -> None:
    response = await client.get("/lucky", params={"q": "seeds.sow", "version": "3.9"})

    assert response.headers["Location"] == "/docs/3.9/library/seeds.html?highlight=seeds.sow#seeds.sow"


async def test_lucky_stays_under_the_prefix_of_a_proxy(
    garden: Database, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    with serve(garden, root_path="/search-docs") as client:
        response = await client.get("/search-docs/lucky", params={"q": "seeds.sow"})

    assert response.headers["Location"].startswith("/search-docs/docs/3.13/library/seeds.html")


async def test_without_a_result_lucky_leads_to_the_page_that_helps(client: httpx2.AsyncClient) -> None:
    response = await client.get("/lucky", params={"q": "zzyzx"})

    assert response.headers["Location"] == "/search?q=zzyzx"


@pytest.mark.parametrize("query", ["", " ", "!"])
async def test_without_a_query_lucky_leads_home(client: httpx2.AsyncClient, query: str) -> None:
    assert (await client.get("/lucky", params={"q": query})).headers["Location"] == "/"


async def test_an_unknown_version_is_answered_with_those_there_are(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/lucky", {"q": "seeds", "version": "2.7"}, status=404)

    assert page.texts(".help a") == ["Search in Python 3.13.5", "Search in Python 3.9.2", "Search in moss 1.0.2"]


@pytest.mark.parametrize("query", ["//evil.example", "https://evil.example", "\r\nSet-Cookie: a=b", "/\\evil.example"])
async def test_no_query_leads_to_another_host(client: httpx2.AsyncClient, query: str) -> None:
    response = await client.get("/lucky", params={"q": query})

    assert response.headers["Location"].startswith(("/search?", "/docs/"))
    assert "Set-Cookie" not in response.headers


async def test_a_page_of_results_never_leads_elsewhere(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/search", params={"q": "!seeds.sow"})).status_code == 200
