"""The texts of sections, as programs ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx2

SOW = "/api/v1/sections/3.13/library/seeds.html"


async def test_a_text_has_just_the_promised_members(client: httpx2.AsyncClient) -> None:
    answer = (await client.get(SOW, params={"anchor": "seeds.sow"})).json()

    assert answer.pop("indexed_at").endswith("Z")
    assert answer == {
        "project": "python",
        "version": "3.13",
        "release": "3.13.5",
        "path": "library/seeds.html#seeds.sow",
        "url": "https://docs.python.org/3.13/library/seeds.html#seeds.sow",
        "title": "seeds — Sow and wait",
        "markdown": "`seeds.sow(rows)`\n\nPut a seed into each of the rows, if `rows < 9`, and cover it with soil.\n",
        "start": 0,
        "length": 92,
        "continuation": None,
    }


async def test_an_anchor_may_stand_in_the_path(client: httpx2.AsyncClient) -> None:
    answer = (await client.get("/api/v1/sections/latest/library/seeds.html%23seeds.sow")).json()

    assert answer["path"] == "library/seeds.html#seeds.sow"


async def test_who_accepts_markdown_gets_the_text_alone(client: httpx2.AsyncClient) -> None:
    answer = await client.get(SOW, params={"anchor": "seeds.sow"}, headers={"Accept": "text/markdown"})

    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Vary"].startswith("Accept")
    assert answer.headers["ETag"].startswith('W/"')
    assert answer.text.startswith("`seeds.sow(rows)`\n\nPut a seed")


async def test_a_long_text_is_read_on_where_it_ended(client: httpx2.AsyncClient) -> None:
    address = "/api/v1/sections/3.13/tutorial/watering.html"
    whole = (await client.get(address)).json()["markdown"]
    text, start = "", 0
    while start is not None:
        part = (await client.get(address, params={"start": start, "limit": 400})).json()
        text, start = text + part["markdown"], part["continuation"]

    assert text == whole


async def test_another_projects_text_leads_to_our_copy(client: httpx2.AsyncClient) -> None:
    answer = (await client.get("/api/v1/sections/1.0/library/seeds.html", params={"project": "moss"})).json()

    assert answer["url"] == "/docs/moss@1.0/library/seeds.html"


async def test_a_place_that_is_not_there_offers_the_one_that_is(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/api/v1/sections/3.13/library/sedes.html", params={"limit": 300})).json()

    assert (document["status"], document["type"]) == (404, "urn:castalia:problem:unknown-place")
    assert document["candidates"] == ["library/seeds.html"]
    assert document["fixes"] == ["/api/v1/sections/3.13/library/seeds.html?limit=300"]
    assert (await client.get(document["fixes"][0])).status_code == 200


async def test_an_anchor_that_is_not_there_offers_the_one_that_is(client: httpx2.AsyncClient) -> None:
    document = (await client.get(SOW, params={"anchor": "sow"})).json()

    assert document["fixes"] == ["/api/v1/sections/3.13/library/seeds.html%23seeds.sow"]
    assert (await client.get(document["fixes"][0])).json()["path"] == "library/seeds.html#seeds.sow"


async def test_a_version_that_is_not_indexed_offers_those_that_are(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/api/v1/sections/2.7/library/seeds.html")).json()

    assert document["fixes"] == [
        "/api/v1/sections/3.13/library/seeds.html",
        "/api/v1/sections/3.9/library/seeds.html",
    ]


@pytest.mark.parametrize("parameters", [{"start": -1}, {"limit": 199}, {"limit": 100_001}, {"anchor": "x" * 501}])
async def test_what_is_out_of_range_is_a_problem(client: httpx2.AsyncClient, parameters: dict[str, int | str]) -> None:
    assert (await client.get(SOW, params=parameters)).status_code == 422
