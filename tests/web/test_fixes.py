"""A problem document names what would have been answered, and that is answered indeed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx2


async def problem(client: httpx2.AsyncClient, path: str) -> dict[str, Any]:
    document: dict[str, Any] = (await client.get(path)).json()
    return document


@pytest.mark.parametrize(
    ("path", "fixes"),
    [
        ("/api/v1/search?q=a+b&version=2.7", ["/api/v1/search?q=a+b&version=3.13", "/api/v1/search?q=a+b&version=3.9"]),
        ("/api/v1/folders?version=2.7&project=moss", ["/api/v1/folders?version=1.0&project=moss"]),
        (
            "/api/v1/folders?project=mos",
            [
                "/api/v1/folders?project=python&version=3.13",
                "/api/v1/folders?project=python&version=3.9",
                "/api/v1/folders?project=moss&version=1.0",
            ],
        ),
        ("/api/v1/search?q=x&limit=500", ["/api/v1/search?q=x&limit=100"]),
        ("/api/v1/search?q=x&limit=0&offset=1001", ["/api/v1/search?q=x&limit=1&offset=1000"]),
        ("/api/v1/serach", ["/api/v1/search"]),
        ("/api/v1/symbols/seeds.sw", ["/api/v1/symbols/seeds.sow"]),
    ],
)
async def test_a_problem_offers_addresses_that_are_answered(
    client: httpx2.AsyncClient, path: str, fixes: list[str]
) -> None:
    assert (await problem(client, path))["fixes"][: len(fixes)] == fixes
    for fix in fixes:
        assert (await client.get(fix)).status_code in {200, 422}


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/search?q=x&limit=many", "/api/v1/zzz", "/health/zzz"])
async def test_nothing_is_offered_where_nothing_is_known_to_help(client: httpx2.AsyncClient, path: str) -> None:
    assert "fixes" not in await problem(client, path)


async def test_a_project_that_is_not_there_names_all_that_are(client: httpx2.AsyncClient) -> None:
    document = await problem(client, "/api/v1/search?q=x&project=ivy")

    assert (document["status"], document["type"]) == (404, "urn:castalia:problem:unknown-project")
    assert document["candidates"] == ["3.13", "3.9", "moss 1.0"]
