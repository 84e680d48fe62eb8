"""What the pages link to."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from castalia.search.results import Result
from castalia.web.addresses import Addresses, addresses_of, route_path
from castalia.web.edition import Edition

RESULT = Result(
    path="library/os.html#os.walk",
    url="https://docs.python.org/3.13/library/os.html#os.walk",
    title="os.walk",
    kind="function",
    name="os.walk",
    breadcrumb=(),
    folder="library",
    project="python",
    version="3.13",
    snippet="",
    score=1.0,
)


def request_at(path: str, root_path: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": path, "root_path": root_path, "headers": []})


def test_a_search_names_only_what_differs_from_the_first_page_of_the_newest_version() -> None:
    addresses = Addresses()

    assert addresses.search("a b") == "/search?q=a+b"
    assert addresses.search(":=", edition="3.9", page=2) == "/search?q=%3A%3D&version=3.9&page=2"
    assert addresses.search() == "/search"


def test_a_hostile_query_cannot_leave_its_parameter() -> None:
    assert Addresses().search('"&page=9#<x>') == "/search?q=%22%26page%3D9%23%3Cx%3E"


def test_a_stored_page_keeps_its_anchor() -> None:
    assert Addresses().reader("moss@1.0", "a b/c.html#d e?") == "/docs/moss@1.0/a%20b/c.html#d%20e?"


def test_everything_lies_below_the_prefix_of_a_proxy() -> None:
    addresses = addresses_of(request_at("/find/search", "/find/"))

    assert addresses.home == "/find/"
    assert addresses.search("x") == "/find/search?q=x"
    assert addresses.reader("3.13") == "/find/docs/3.13/"
    assert addresses.static("castalia.css").startswith("/find/static/castalia.css?v=")


@pytest.mark.parametrize(
    ("path", "root_path", "expected"),
    [
        ("/api/v1/search", "", "/api/v1/search"),
        ("/find/api/v1/search", "/find", "/api/v1/search"),
        ("/findings", "/find", "/findings"),
    ],
)
def test_the_path_of_a_route_has_no_prefix(path: str, root_path: str, expected: str) -> None:
    assert route_path(request_at(path, root_path)) == expected


@pytest.mark.parametrize("url", ["/docs/3.13/library/os.html#os.walk", "javascript:alert(1)", ""])
def test_a_result_without_an_original_on_the_web_leads_to_our_copy(url: str) -> None:
    address = Addresses("/find").published(RESULT._replace(url=url), Edition("python", "3.13"))

    assert address == "/find/docs/3.13/library/os.html#os.walk"


def test_a_result_leads_to_its_original() -> None:
    assert Addresses("/find").published(RESULT, Edition("python", "3.13")) == RESULT.url
