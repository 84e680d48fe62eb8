"""What every response carries, whatever it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.web.middleware.security_headers import SECURITY_HEADERS
from tests.web.shown_page import ShownPage

if TYPE_CHECKING:
    import httpx2

PAGES = [
    "/",
    "/search",
    "/search?q=water",
    "/search?q=zzyzx",
    "/search?q=x&version=2.7",
    "/search?q=x&page=x",
    "/nowhere",
    "/docs/3.13/",
    "/docs/3.13/tutorial/greeting.html",
    "/docs/3.13/missing.html",
]
OTHERS = ["/api/v1/versions", "/api/v1/search", "/health/live", "/docs/3.13", "/static/castalia.css", "/static/none"]


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
async def test_every_response_carries_the_security_headers(client: httpx2.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "Set-Cookie" not in headers


def test_the_policy_lets_only_our_own_files_run_and_nothing_load_from_elsewhere() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_needs_what_the_policy_forbids(client: httpx2.AsyncClient, path: str) -> None:
    page = ShownPage(await client.get(path))

    assert page.all("style, iframe, object, embed, base, [style]") == []
    assert page.foreign_scripts == []
    loaded = page.values("link:not([rel=canonical], [rel=search])") + page.values("img, script", "src")
    assert all(str(address).startswith(("/static/", "../_images/")) for address in loaded)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_compressed_for_who_accepts_it(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(path, headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
