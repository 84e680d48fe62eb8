"""What programs get when they ask for a definition by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2


async def test_a_symbol_comes_with_all_that_is_known_of_it(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/symbols/seeds.sow")

    assert response.status_code == 200
    assert response.json() == {
        "name": "seeds.sow",
        "kind": "function",
        "title": "seeds.sow",
        "path": "library/seeds.html#seeds.sow",
        "url": "https://docs.python.org/3.13/library/seeds.html#seeds.sow",
        "project": "python",
        "version": "3.13",
        "release": "3.13.5",
        "folder": "library",
        "breadcrumb": ["seeds — Sow and wait"],
        "summary": "Put a seed into each of the rows, if rows < 9, and cover it with soil.",
        "forms": [
            {
                "name": "seeds.sow",
                "text": "seeds.sow(rows)",
                "path": "library/seeds.html#seeds.sow",
                "parameters": [
                    {"name": "rows", "kind": "positional or keyword", "default": None, "annotation": ""},
                ],
                "returns": "",
            }
        ],
        "notes": [],
        "example": None,
        "see_also": [],
        "source": None,
        "members": [],
        "contents": [],
        "versions": [
            {
                "version": version,
                "release": release,
                "path": "library/seeds.html#seeds.sow",
                "url": f"https://docs.python.org/{version}/library/seeds.html#seeds.sow",
            }
            for version, release in (("3.13", "3.13.5"), ("3.9", "3.9.2"))
        ],
        "badges": [],
    }


async def test_a_project_without_a_home_leads_to_our_copy(client: httpx2.AsyncClient) -> None:
    answer = (await client.get("/api/v1/symbols/seeds.sow", params={"project": "moss"})).json()

    assert answer["url"] == answer["versions"][0]["url"] == "/docs/moss@1.0/library/seeds.html#seeds.sow"


async def test_an_unknown_name_is_a_problem_that_names_those_like_it(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/symbols/seeds.sov")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "urn:castalia:problem:unknown-name"
    assert problem["candidates"] == ["seeds.sow"]
    assert "seeds.sow" in problem["detail"]


async def test_a_name_that_is_too_long_is_refused(client: httpx2.AsyncClient) -> None:
    assert (await client.get(f"/api/v1/symbols/{'x' * 201}")).status_code == 422


async def test_a_name_with_slashes_is_one_name(client: httpx2.AsyncClient) -> None:
    problem = (await client.get("/api/v1/symbols/a/%2E%2E/b")).json()

    assert problem["candidates"] == []
