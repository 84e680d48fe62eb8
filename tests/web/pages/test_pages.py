"""The pages that people search with, as a browser without scripts sees them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from castalia.web.pages.pagination import MAX_PAGE
from tests.web.garden_documentation import HOSTILE_TITLE
from tests.web.shown_page import ShownPage, show

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import httpx2

    from castalia.database.database import Database

AGE = r"(just now|\d+ (minute|hour)s? ago)"
"""The index is as old as the tests of this folder; how that is said has tests of its own."""


async def test_home_is_one_box_with_examples_and_the_versions_to_read(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/")

    assert page.one("form").attributes["action"] == "/search"
    assert page.one("input").attributes["name"] == "q"
    assert "autofocus" in page.one("input").attributes
    assert page.texts("footer a") == ["Python 3.13.5", "Python 3.9.2", "moss 1.0.2"]
    assert page.values("footer a") == ["/docs/3.13/", "/docs/3.9/", "/docs/moss@1.0/"]
    assert "/search?q=%3A%3D" in page.values(".examples a")


async def test_the_footer_shows_when_each_version_was_indexed(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/")

    moments = page.values("footer time", "datetime")
    assert len(moments) == 3
    assert page.texts("footer time") == [moment[:10] for moment in moments if moment]
    assert page.texts("footer small") == [f"indexed {moment[:10]}" for moment in moments if moment]


@pytest.mark.parametrize(
    "address",
    ["/search?q=seeds", "/search?q=zzqqxx", "/docs/3.13/library/seeds.html", "/help"],
)
async def test_the_foot_of_every_page_tells_how_old_its_version_is(client: httpx2.AsyncClient, address: str) -> None:
    page = await show(client, address)

    [moment] = page.values(".age time", "datetime")
    assert moment is not None
    [age] = page.texts(".age")
    assert re.fullmatch(f"Python 3.13.5, indexed {AGE}, {moment[:10]}", age)


async def test_the_page_that_says_that_there_is_none_tells_how_old_the_version_is(client: httpx2.AsyncClient) -> None:
    page = ShownPage(await client.get("/docs/3.13/library/gone.html"))

    assert re.match(f"Python 3.13.5, indexed {AGE}, ", page.texts(".age")[0])


@pytest.mark.parametrize("query", ["", "   ", "\t"])
async def test_an_empty_query_shows_the_box_with_a_hint(client: httpx2.AsyncClient, query: str) -> None:
    page = await show(client, "/search", {"q": query})

    assert len(page.all("form")) == 1
    assert page.texts(".hint") == ["Type a name, an operator, a few words or a question."]


async def test_a_result_has_title_breadcrumb_kind_snippet_and_both_links(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "rows of seeds covered with soil"})

    first = ".hits > li:first-child article:first-child"
    assert page.texts(f"{first} h2 a") == ["seeds.sow(rows)"]
    assert page.texts(f"{first} h2 a strong") == ["seeds.sow"]
    assert page.values(f"{first} h2 a") == ["https://docs.python.org/3.13/library/seeds.html#seeds.sow"]
    assert page.texts(f"{first} .trail span") == ["library", "seeds"]
    assert page.texts(f"{first} .kind") == ["function"]
    assert "<mark>seed</mark>" in page.html(f"{first} .snippet")
    assert page.values(f"{first} .where a") == [
        "/docs/3.13/library/seeds.html?highlight=rows+of+seeds+covered+with+soil#seeds.sow"
    ]


async def test_results_keep_the_query_and_say_how_many_and_how_fast(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "water"})

    assert page.one("input").attributes["value"] == "water"
    (count,) = page.texts("[role=status]")
    assert count.startswith("About 26 results (")
    assert count.endswith(" ms) in Python 3.13.5")


@pytest.mark.parametrize(
    "query",
    ["<script>alert(1)</script>", '"><img src=x onerror=1>', "' onfocus='1", "\u202etxt\u2066", "😀" * 500, "\x00"],
)
async def test_a_hostile_query_is_text(client: httpx2.AsyncClient, query: str) -> None:
    page = await show(client, "/search", {"q": query})

    assert page.one("input").attributes["value"] == query.replace("\x00", "\ufffd")
    assert page.all("img, [onerror], [onfocus]") == []
    assert page.foreign_scripts == []


async def test_hostile_documentation_is_text(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "gnomes"})

    assert page.texts("h2 a") == [HOSTILE_TITLE]
    assert "<mark>Gnomes</mark> say &lt;b&gt;hello&lt;/b&gt; &amp; wave." in page.html(".snippet")
    assert page.all("b") == []
    assert page.foreign_scripts == []


async def test_pages_are_linked_by_number_and_by_neighbour(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "water", "page": 2})

    assert page.texts(".pages > *") == ["Previous", "Page 1", "Page 2", "Page 3", "Next"]
    assert page.texts("[aria-current=page]") == ["Page 2"]
    assert page.values(".pages a") == [
        "/search?q=water",
        "/search?q=water",
        "/search?q=water&page=3",
        "/search?q=water&page=3",
    ]


async def test_following_the_links_shows_every_result_once(client: httpx2.AsyncClient) -> None:
    shown: list[str | None] = []
    address: str | None = "/search?q=water&version=3.9"
    while address:
        page = await show(client, address)
        shown += page.values("h2 a")
        address = next(iter(page.values("a[rel=next]")), None)

    assert len(shown) == len(set(shown)) == 26
    assert all(str(each).startswith("https://docs.python.org/3.9/") for each in shown)


@pytest.mark.parametrize(("number", "status"), [(4, 404), (MAX_PAGE + 1, 404), (0, 422), ("two", 422)])
async def test_a_page_that_no_link_leads_to_is_an_error_page(
    client: httpx2.AsyncClient, number: int | str, status: int
) -> None:
    page = await show(client, "/search", {"q": "water", "page": number}, status=status)

    assert len(page.all("form")) == 1


async def test_one_page_of_results_has_no_pagination(client: httpx2.AsyncClient) -> None:
    assert (await show(client, "/search", {"q": "gnomes"})).all(".pages") == []


async def test_the_version_switch_keeps_what_was_chosen(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seeds", "version": "3.9.2"})

    assert page.texts("option") == [
        "Python 3.13 (newest)",
        "Python 3.9",
        "moss 1.0",
        "Python, all versions",
        "All projects",
        "All projects, all versions",
    ]
    assert page.texts("option[selected]") == ["Python 3.9"]
    assert page.values("option", "value") == ["", "3.9", "moss@1.0", "all", "all@", "all@all"]


async def test_another_project_is_searched_by_its_segment(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seeds.sow", "version": "moss@1.0"})

    assert page.values("h2 a")[0] == "/docs/moss@1.0/library/seeds.html#seeds.sow"


async def test_nothing_found_helps(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "zzyzx <qqx>"})

    assert page.texts("h1") == ["Nothing found for zzyzx <qqx>"]
    assert page.values(".help a") == [
        "/search?q=zzyzx+%3Cqqx%3E&version=3.9",
        "/search?q=zzyzx+%3Cqqx%3E&version=moss%401.0",
        "/search?q=zzyzx+%3Cqqx%3E&version=all",
        "/search?q=zzyzx+%3Cqqx%3E&version=all%40",
        "/search?q=zzyzx+%3Cqqx%3E&version=all%40all",
        "/docs/3.13/",
    ]
    assert len(page.all(".examples a")) > 3


@pytest.mark.parametrize("version", ["2.7", "nonsense", "other@1", "<script>"])
async def test_an_unknown_version_offers_the_query_in_those_there_are(client: httpx2.AsyncClient, version: str) -> None:
    page = await show(client, "/search", {"q": "seeds", "version": version}, status=404)

    assert page.values(".help a") == [
        "/search?q=seeds&version=3.13",
        "/search?q=seeds&version=3.9",
        "/search?q=seeds&version=moss%401.0",
    ]
    assert page.one("input").attributes["value"] == "seeds"


async def test_a_query_that_is_too_long_is_an_error_page(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "x" * 501}, status=400)

    assert page.texts("h1") == ["This cannot be searched for"]
    assert len(page.all("form")) == 1


@pytest.mark.parametrize("path", ["/search?q=water", "/search?q=zzyzx", "/search", "/nowhere"])
async def test_only_home_and_stored_pages_may_be_found_by_other_engines(client: httpx2.AsyncClient, path: str) -> None:
    page = ShownPage(await client.get(path))

    assert page.one("meta[name=robots]").attributes["content"] == "noindex"


async def test_lanes_are_links_with_counts_that_keep_query_and_version(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "garden gnomes", "version": "3.13"})

    assert [text.split()[0] for text in page.texts(".lanes a")] == ["All", "Reference", "Learn"]
    assert page.values(".lanes [aria-current]") == ["/search?q=garden+gnomes&version=3.13"]
    inside = await show(client, str(page.values(".lanes a")[1]))
    assert inside.texts(".lanes [aria-current]") == page.texts(".lanes a")[1:2]
    assert inside.values("input[name=lane]", "value") == ["reference"]
    assert all("lane=reference" in str(link) for link in inside.values(".editions a"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("seeds in:library", ["Only in library"]),
        ("seeds kind:function -gnomes", ["Only of the kind function", "Without gnomes"]),
        ("import seeds", ["Understood as code"]),
        ("seeds", []),
    ],
)
async def test_what_was_understood_is_said(client: httpx2.AsyncClient, query: str, said: list[str]) -> None:
    assert (await show(client, "/search", {"q": query})).texts(".understood span") == said


async def test_pages_of_a_lane_stay_in_it(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "water", "lane": "learn"})

    assert page.values("a[rel=next]") == ["/search?q=water&lane=learn&page=2"]


async def test_a_lane_that_does_not_exist_is_an_error_page(client: httpx2.AsyncClient) -> None:
    await show(client, "/search", {"q": "water", "lane": "sideways"}, status=422)


async def test_a_lane_without_results_leads_to_those_that_have_some(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "gnomes", "lane": "reference"})

    assert page.texts("h1") == ["Nothing found for gnomes"]
    assert any("lane=learn" in str(link) for link in page.values(".lanes a"))
    assert page.values(".help a")[0] == "/search?q=gnomes"


async def test_what_a_query_names_in_another_lane_is_not_what_was_meant_instead(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seeds.sow", "lane": "glossary"})

    assert page.texts("h1") == ["Nothing found for seeds.sow"]
    assert "seeds.sow" not in page.texts(".help a")


@pytest.mark.parametrize(
    "path", ["/", "/search?q=seeds.sow", "/search?q=zzyzx", "/help", "/docs/3.13/library/seeds.html"]
)
async def test_every_address_stays_under_the_prefix_of_a_proxy(
    garden: Database, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]], path: str
) -> None:
    with serve(garden, root_path="/search-docs") as client:
        page = await show(client, f"/search-docs{path}")

    attributes = ("href", "src", "action", "data-suggest", "data-lucky", "data-search", "data-help")
    found = [
        str(value) for name in attributes for value in page.values(f":not(article) > [{name}], html[{name}]", name)
    ]
    own = [value for value in found if value.startswith("/")]
    assert len(own) > 10
    assert [value for value in own if not value.startswith("/search-docs/")] == []


@pytest.mark.parametrize("path", ["/search?q=water", "/search?q=zzyzx", "/search", "/help", "/nowhere"])
async def test_no_page_of_answers_is_for_other_search_engines(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert ShownPage(response).values("meta[name=robots]", "content") == ["noindex"]


@pytest.mark.parametrize("path", ["/", "/search?q=water", "/help", "/lucky?q=water", "/docs/3.13/library/seeds.html"])
async def test_a_page_answers_to_get_and_head_alone(client: httpx2.AsyncClient, path: str) -> None:
    head = await client.head(path)
    refused = await client.post(path)

    assert (head.status_code, head.content) == ((await client.get(path)).status_code, b"")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")
