"""HEAD gives the head of what GET gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx2


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs/3.13/library/seeds.html",
        "/docs/3.13/_images/rose.png",
        "/docs/3.13",
        "/api/v1/versions",
        "/api/v1/search",
        "/static/castalia.css",
        "/health/live",
        "/nowhere",
    ],
)
async def test_head_is_get_without_the_body(client: httpx2.AsyncClient, path: str) -> None:
    same = {"X-Request-ID": "same"}
    whole = await client.get(path, headers=same)
    head = await client.head(path, headers=same)

    assert head.status_code == whole.status_code
    assert head.headers == whole.headers
    assert whole.headers["Content-Length"] == str(len(whole.content)) or "Content-Encoding" in whole.headers
    assert head.content == b""
