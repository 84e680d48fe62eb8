"""The stored pages, read here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.web.main import fast_api
from tests.web.shown_page import show

if TYPE_CHECKING:
    import httpx2


async def test_a_stored_page_stands_in_our_frame(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/3.13/library/seeds.html")

    assert page.texts("article h1") == ["seeds — Sow and wait"]
    assert page.values("a.original, link[rel=canonical]") == ["https://docs.python.org/3.13/library/seeds.html"] * 2
    assert len(page.all("form[role=search]")) == 1
    assert len(page.all("#seeds\\.sow")) == 1
    assert page.values("article", "lang") == ["en"]


async def test_a_stored_page_keeps_its_notice_with_links_that_work_here(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/3.13/library/seeds.html")

    assert "Copyright the gardeners of the tests" in page.html(".notice")
    assert page.values(".notice a") == ["/docs/3.13/license.html", "https://garden.example/"]


async def test_nothing_of_a_hostile_page_can_run(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/3.13/tutorial/greeting.html")

    assert page.foreign_scripts == []
    assert page.values("article a") == [None]
    assert "<script>alert(1)</script>" in page.one("title").text()


@pytest.mark.parametrize("path", ["/docs/3.13/", "/docs/3.13/index.html", "/docs/3.13.5/"])
async def test_a_documentation_begins_with_its_index_page(client: httpx2.AsyncClient, path: str) -> None:
    page = await show(client, path)

    assert page.texts("article h1") == ["Garden documentation"]


async def test_a_documentation_without_a_final_slash_leads_to_the_one_with_it(client: httpx2.AsyncClient) -> None:
    response = await client.get("/docs/3.13")

    assert (response.status_code, response.headers["Location"]) == (308, "/docs/3.13/")


async def test_the_search_page_of_a_documentation_leads_to_ours(client: httpx2.AsyncClient) -> None:
    response = await client.get("/docs/3.9/search.html?q=a+b&check_keywords=yes&area=default")

    assert (response.status_code, response.headers["Location"]) == (307, "/search?q=a+b&version=3.9")


async def test_another_project_is_read_under_its_name(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/moss@1.0/library/seeds.html")

    assert page.values("article", "lang") == ["de"]
    assert page.all("a.original") == []
    assert page.texts("option[selected]") == ["moss 1.0"]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("_images/rose.png", "image/png"),
        ("_images/bed.svg", "image/svg+xml"),
        ("_downloads/plan.html", "application/octet-stream"),
    ],
)
async def test_files_come_as_what_they_are_and_can_do_nothing(
    client: httpx2.AsyncClient, path: str, media_type: str
) -> None:
    response = await client.get(f"/docs/3.13/{path}")

    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_a_missing_page_offers_a_search_the_other_versions_and_the_original(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/3.9/tutorial/greeting.html", status=404)

    assert page.values("input", "value") == ["greeting"]
    assert page.values(".help a") == [
        "/search?q=greeting&version=3.9",
        "/docs/3.13/tutorial/greeting.html",
        "/docs/moss@1.0/tutorial/greeting.html",
        "https://docs.python.org/3.9/tutorial/greeting.html",
        "/docs/3.9/",
    ]


async def test_a_missing_page_that_is_called_like_a_module_says_what_and_where_that_is(
    client: httpx2.AsyncClient,
) -> None:
    page = await show(client, "/docs/3.13/howto/seeds.html", status=404)

    assert page.texts(".card h2") == ["seeds"]
    assert page.values(".card .where a") == ["/docs/3.13/library/seeds.html?highlight=seeds#module-seeds"]


async def test_the_version_switch_leads_to_the_same_page(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/3.13/library/seeds.html")

    assert page.texts(".editions a") == ["3.9"]
    assert page.values(".editions a") == ["/docs/3.9/library/seeds.html?from=3.13"]


@pytest.mark.parametrize(
    ("path", "at", "place"),
    [
        ("library/seeds.html", "seeds.sow", "library/seeds.html#seeds.sow"),
        ("library/seeds.html", "", "library/seeds.html"),
        ("library/seeds.html", "no-such-place", "library/seeds.html"),
        ("howto/seeds.html", "seeds.sow", "library/seeds.html#seeds.sow"),
        ("howto/seeds.html", "", "library/seeds.html"),
    ],
)
async def test_a_place_is_found_in_another_version_wherever_it_lies_there(
    client: httpx2.AsyncClient, path: str, at: str, place: str
) -> None:
    response = await client.get(f"/docs/3.9/{path}", params={"from": "3.13", "at": at})

    assert (response.status_code, response.headers["Location"]) == (307, f"/docs/3.9/{place}")


@pytest.mark.parametrize("origin", ["2.7", "moss@1.0", "<script>", "3.13\x00"])
async def test_an_origin_that_means_nothing_changes_nothing(client: httpx2.AsyncClient, origin: str) -> None:
    response = await client.get("/docs/3.9/library/seeds.html", params={"from": origin, "at": "seeds.sow"})

    assert response.status_code in {200, 307}
    assert response.headers.get("Location", "/docs/3.9/library/seeds.html").startswith("/docs/3.9/library/seeds.html")


async def test_what_was_searched_for_is_marked_and_the_marks_can_be_left(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/3.13/library/seeds.html", {"highlight": "garden soil"})

    assert page.texts("article mark") == ["garden", "soil"]
    assert page.values("input[name=q]", "value") == ["garden soil"]
    assert "/docs/3.13/library/seeds.html" in page.values(".place a")


async def test_an_unknown_version_offers_the_page_in_those_there_are(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/docs/2.7/library/seeds.html", status=404)

    assert page.values(".help a") == [
        "/docs/3.13/library/seeds.html",
        "/docs/3.9/library/seeds.html",
        "/docs/moss@1.0/library/seeds.html",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/docs/3.13/../../../etc/passwd",
        "/docs/3.13/library/../library/seeds.html",
        "/docs/3.13/./library/seeds.html",
        "/docs/3.13//library/seeds.html",
        "/docs/3.13/library\\seeds.html",
        "/docs/3.13/..\\..\\secret",
        "/docs/3.13/library/seeds.html\x00",
        "/docs/3.13\x00/library/seeds.html",
        "/docs/../library/seeds.html",
        "/docs/3.13/%2e%2e/%2e%2e/secret",
        "/docs/3.13/" + "x" * 5000,
    ],
)
@pytest.mark.usefixtures("client")
async def test_a_path_that_steps_aside_finds_nothing(path: str) -> None:
    assert await status_of(path) == 404


async def status_of(path: str) -> int:
    """Ask for a path as it is, which no client that tidies addresses would do."""
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(str(message["status"])))

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    await fast_api(scope, receive, send)  # type: ignore[arg-type]  # Starlette's message types are mutable mappings.
    return statuses[0]
