"""Whatever is set up for docs.python.org works here with a changed host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.models import DocumentationSet
from castalia.web.pages.published_version import published_version
from tests.web.shown_page import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import httpx2

    from castalia.database.database import Database


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/3/search.html", "3.13.5"),
        ("/3.9/search.html", "3.9.2"),
        ("/3.13.1/search.html", "3.13.5"),
        ("/dev/search.html", "3.13.5"),
        ("/en/3.9/search.html", "3.9.2"),
        ("/pt-br/3/search.html", "3.13.5"),
    ],
)
async def test_the_search_address_of_editors_and_bots_is_answered(
    client: httpx2.AsyncClient, path: str, version: str
) -> None:
    page = await show(client, path, {"q": "seeds.sow", "check_keywords": "yes", "area": "default"})

    assert page.texts("h2 a")[0] == "seeds.sow(rows)"
    assert version in page.one("p.count").text()


async def test_without_a_query_there_is_the_box(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/3/search.html")

    assert len(page.all("form[role=search]")) == 1


@pytest.mark.parametrize("path", ["/2.7/search.html", "/en/2.7/search.html"])
async def test_a_search_in_a_version_that_is_not_indexed_offers_those_that_are(
    client: httpx2.AsyncClient, path: str
) -> None:
    page = await show(client, path, {"q": "seeds sow"}, status=404)

    assert "/search?q=seeds+sow&version=3.9" in page.values("main a")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/3/library/seeds.html", "/docs/3.13/library/seeds.html"),
        ("/3.9/library/seeds.html?highlight=x", "/docs/3.9/library/seeds.html"),
        ("/en/3.13/library/seeds.html", "/docs/3.13/library/seeds.html"),
        ("/3", "/docs/3.13/"),
        ("/3.9/", "/docs/3.9/"),
        ("/fr/3.9", "/docs/3.9/"),
        ("/stable/whatsnew/", "/docs/3.13/whatsnew/"),
    ],
)
async def test_a_page_of_theirs_leads_to_our_copy(client: httpx2.AsyncClient, path: str, location: str) -> None:
    response = await client.get(path)

    assert (response.status_code, response.headers["Location"]) == (307, location)


async def test_a_page_of_a_version_that_is_not_indexed_is_offered_in_those_that_are(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/2.7/library/seeds.html", status=404)

    assert page.values("main ul a") == [
        "/docs/3.13/library/seeds.html",
        "/docs/3.9/library/seeds.html",
        "/docs/moss@1.0/library/seeds.html",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/3//evil.example/",
        "/3/%2F%2Fevil.example/x.html",
        "/3/\\evil.example",
        "/3/%5Cevil.example",
        "/3/%0D%0ALocation:%20https://evil.example",
        "/3/../../evil.example",
        "/3/%2e%2e/%2e%2e/evil.example",
        "/3/" + "x" * 600,
        "//evil.example/3/library/seeds.html",
    ],
)
async def test_no_address_leads_out_of_the_documentation(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(f"http://castalia.test{path}", headers={"Host": "evil.example"})

    assert response.status_code == 404
    assert "Location" not in response.headers


@pytest.mark.parametrize("path", ["/none", "/none/search.html", "/3x/library/seeds.html", "/3.9.2.1/", "/1234/"])
async def test_what_is_no_version_is_no_address_of_theirs(client: httpx2.AsyncClient, path: str) -> None:
    assert (await show(client, path, status=404)).texts("h1") == ["Not Found"]


async def test_behind_a_proxy_their_addresses_lead_to_ours_under_its_prefix(
    garden: Database, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    with serve(garden, root_path="/find") as client:
        response = await client.get("/find/3/library/seeds.html")

    assert response.headers["Location"] == "/find/docs/3.13/library/seeds.html"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("3", "3.14"),
        ("3.15", "3.15"),
        ("dev", "3.15"),
        ("stable", "3.14"),
        ("3.9.1", "3.9"),
        ("2", "2"),
        ("3.1", "3.1"),
    ],
)
def test_a_name_stands_for_a_version(name: str, expected: str) -> None:
    releases = ("3.14.2", "3.9.25", "3.15.0a1")
    sets = [
        DocumentationSet(project="python", version=release.rpartition(".")[0], release=release) for release in releases
    ]

    assert published_version(name, [DocumentationSet(project="moss", version="3", release="3.0"), *sets]) == expected
    assert published_version(name, []) == name
