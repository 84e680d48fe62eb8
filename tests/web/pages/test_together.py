"""The pages offer to search several documentations at once, and say of each result where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    import httpx2

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("segment", "named"),
    [
        ("all", "all versions of Python"),
        ("all@", "all projects"),
        ("all@all", "all versions of all projects"),
    ],
)
async def test_a_choice_searches_what_it_names(client: httpx2.AsyncClient, segment: str, named: str) -> None:
    page = (await client.get("/search", params={"q": "seeds.sow", "version": segment})).text

    assert f" in {named}" in page
    assert f'<option value="{segment}" selected>' in page
    assert '<span class="kind">Python 3.13</span>' in page or 'id="castalia-card"' in page
    assert "/docs/all" not in page


async def test_no_page_is_offered_that_is_empty(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/search?q=watering&version=all")).text
    last = max(number for number in range(1, 11) if f"page={number}" in page)

    assert (await client.get(f"/search?q=watering&version=all&page={last}")).status_code == 200


@pytest.mark.parametrize("segment", ["all", "all@", "all@all"])
async def test_suggestions_and_search_engines_know_the_choice(client: httpx2.AsyncClient, segment: str) -> None:
    suggested = await client.get("/suggestions", params={"q": "seeds", "version": segment})
    described = await client.get(f"/opensearch/{quote(segment, safe='@')}.xml", headers={"Host": "localhost:8000"})

    assert "seeds" in suggested.json()[1]
    assert described.status_code == 200


async def test_the_interface_gives_each_result_its_project(client: httpx2.AsyncClient) -> None:
    found = (await client.get("/api/v1/search?q=seeds.sow&version=all&project=all")).json()

    assert sorted((each["project"], each["versions"]) for each in found["results"][:2]) == [
        ("moss", ["1.0"]),
        ("python", ["3.13", "3.9"]),
    ]


async def test_the_lanes_add_up_with_the_total(client: httpx2.AsyncClient) -> None:
    found = (await client.get("/api/v1/search?q=water+garden")).json()

    # The contents at the root lie in no lane.
    assert sum(lane["count"] for lane in found["lanes"]) == found["total"]["value"] - 1
