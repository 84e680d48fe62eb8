"""What a search box gets while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx2


async def test_suggestions_have_just_the_promised_members(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/suggest", params={"q": "seeds.s"})

    assert response.json() == {
        "query": "seeds.s",
        "suggestions": [
            {
                "text": "seeds.sow",
                "kind": "function",
                "path": "library/seeds.html#seeds.sow",
                "url": "https://docs.python.org/3.13/library/seeds.html#seeds.sow",
                "title": "seeds — Sow and wait",
            }
        ],
    }


async def test_as_many_are_given_as_are_asked_for(client: httpx2.AsyncClient) -> None:
    for limit in (1, 7):
        answer = (await client.get("/api/v1/suggest", params={"q": "watering", "limit": limit})).json()
        assert len(answer["suggestions"]) == limit


async def test_a_project_without_a_home_leads_to_our_copy(client: httpx2.AsyncClient) -> None:
    answer = (await client.get("/api/v1/suggest", params={"q": "sow", "project": "moss"})).json()

    assert answer["suggestions"][0]["url"] == "/docs/moss@1.0/library/seeds.html#seeds.sow"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"q": ""}, 200),
        ({}, 422),
        ({"q": "x" * 501}, 422),
        ({"q": "x", "limit": 21}, 422),
        ({"q": "x", "version": "9"}, 404),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    client: httpx2.AsyncClient, parameters: dict[str, str], status: int
) -> None:
    assert (await client.get("/api/v1/suggest", params=parameters)).status_code == status
