"""What browsers are told, so that their own bar searches here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from castalia.web.main import fast_api
from tests.web.shown_page import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import httpx2

    from castalia.database.database import Database

NAMESPACE = {"": "http://a9.com/-/spec/opensearch/1.1/"}
LOCAL = {"Host": "localhost:8000"}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """No state of an earlier start of the service."""
    monkeypatch.delattr(fast_api.state, "known_hosts", raising=False)


pytestmark = pytest.mark.usefixtures("known")


async def describe(client: httpx2.AsyncClient, path: str) -> ET.Element:
    response = await client.get(path, headers=LOCAL)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/opensearchdescription+xml"
    return ET.fromstring(response.text)  # noqa: S314 - Our own answer.


def templates(description: ET.Element) -> dict[str, str]:
    return {each.attrib["type"]: each.attrib["template"] for each in description.iterfind("Url", NAMESPACE)}


async def test_every_page_leads_browsers_to_a_description_of_each_edition(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/")

    links = page.values("link[rel=search]")
    together = [f"/opensearch/{segment}.xml" for segment in ("all", "all@", "all@all")]
    assert links == ["/opensearch.xml", "/opensearch/3.9.xml", "/opensearch/moss@1.0.xml", *together]
    for link in links:
        description = await describe(client, str(link))
        assert len(description.findtext("ShortName", namespaces=NAMESPACE) or "") in range(1, 17)


async def test_a_search_from_the_bar_is_answered(client: httpx2.AsyncClient) -> None:
    address = templates(await describe(client, "/opensearch/3.9.xml"))["text/html"]

    assert address == "http://localhost:8000/search?q={searchTerms}&version=3.9"
    page = await show(client, address.replace("{searchTerms}", "seeds.sow").removeprefix("http://localhost:8000"))
    assert page.texts("h2 a")[0] == "seeds.sow(rows)"


async def test_a_description_names_its_own_address_for_updates(client: httpx2.AsyncClient) -> None:
    urls = (await describe(client, "/opensearch.xml")).iterfind("Url", NAMESPACE)

    assert [each.attrib["template"] for each in urls if each.attrib.get("rel") == "self"] == [
        "http://localhost:8000/opensearch.xml"
    ]


async def test_behind_a_proxy_a_description_keeps_its_prefix(
    garden: Database, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    with serve(garden, root_path="/find") as client:
        address = templates(await describe(client, "/find/opensearch.xml"))["text/html"]

    assert address == "http://localhost:8000/find/search?q={searchTerms}"


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", 'localhost"><script>'])
async def test_a_host_that_a_client_made_up_gets_no_description(client: httpx2.AsyncClient, host: str) -> None:
    response = await client.get("/opensearch.xml", headers={"Host": host})

    assert response.status_code == 421
    assert "ALLOWED_HOSTS" in response.text
    assert f"//{host}" not in response.text


async def test_a_description_of_what_is_not_indexed_offers_what_is(client: httpx2.AsyncClient) -> None:
    response = await client.get("/opensearch/2.7.xml", headers=LOCAL)

    assert response.status_code == 404
    assert "Python 3.13.5" in response.text


async def test_the_bar_is_offered_completions(client: httpx2.AsyncClient) -> None:
    address = templates(await describe(client, "/opensearch/3.9.xml"))["application/x-suggestions+json"]
    response = await client.get(address.replace("{searchTerms}", "see").removeprefix("http://localhost:8000"))
    typed, completions, descriptions, urls = response.json()

    assert response.headers["Content-Type"] == "application/x-suggestions+json"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert typed == "see"
    assert completions[:2] == ["seeds", "seeds.sow"]
    assert descriptions[1] == "function in seeds — Sow and wait"
    assert urls[1] == "https://docs.python.org/3.9/library/seeds.html#seeds.sow"


async def test_the_completions_of_what_is_not_on_the_web_lead_nowhere(client: httpx2.AsyncClient) -> None:
    answer = (await client.get("/suggestions?q=seeds.s&version=moss@1.0")).json()

    assert answer == ["seeds.s", ["seeds.sow"], ["function in seeds — Sow and wait"], [""]]


@pytest.mark.parametrize("query", ["", "zzyzx"])
async def test_nothing_to_complete_is_an_answer(client: httpx2.AsyncClient, query: str) -> None:
    assert (await client.get("/suggestions", params={"q": query})).json() == [query, [], [], []]


async def test_completions_that_cannot_be_given_are_a_problem_document(client: httpx2.AsyncClient) -> None:
    response = await client.get("/suggestions?q=x&version=2.7")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
