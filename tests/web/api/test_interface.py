"""What programs get: the shape of every answer, and which parameters it hangs on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.garden_documentation import HOSTILE_TITLE

if TYPE_CHECKING:
    import httpx2


async def ask(client: httpx2.AsyncClient, what: str = "search", **parameters: str | int) -> dict[str, Any]:
    response = await client.get(f"/api/v1/{what}", params=parameters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_an_answer_has_just_the_promised_members(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, q="seeds.sow")

    took_ms, score = answer.pop("took_ms"), answer["results"][0].pop("score")
    assert took_ms > 0
    assert score > 0
    assert answer | {"results": answer["results"][:1]} == {
        "query": "seeds.sow",
        "corrected": None,
        "understood": {
            "intent": "name",
            "names": ["seeds.sow"],
            "phrases": [],
            "excluded": [],
            "filters": {"place": None, "kind": None, "version": None, "project": None},
            "ignored": [],
        },
        "total": {"value": len(answer["results"]), "relation": "eq"},
        "elsewhere": [],
        "lanes": [{"lane": "reference", "title": "Reference", "count": 2}],
        "results": [
            {
                "path": "library/seeds.html#seeds.sow",
                "url": "https://docs.python.org/3.13/library/seeds.html#seeds.sow",
                "title": "seeds.sow",
                "kind": "function",
                "name": "seeds.sow",
                "breadcrumb": ["seeds — Sow and wait"],
                "folder": "library",
                "project": "python",
                "version": "3.13",
                "snippet": "Put a <mark>seed</mark> into each of the rows, if rows &lt; 9, and cover it with soil.",
                "versions": ["3.13", "3.9"],
                "explanation": None,
            }
        ],
    }


async def test_a_query_comes_back_as_it_was_sent(client: httpx2.AsyncClient) -> None:
    query = " <script>\"'&\u202e😀\x00 "

    assert (await ask(client, q=query))["query"] == query


async def test_text_of_the_documentation_stays_text(client: httpx2.AsyncClient) -> None:
    (result,) = (await ask(client, q="gnomes"))["results"]

    assert result["title"] == HOSTILE_TITLE
    assert result["snippet"] == "<mark>Gnomes</mark> say &lt;b&gt;hello&lt;/b&gt; &amp; wave. No"


async def test_nothing_found_is_an_answer(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, q="zzyzx")

    assert answer["results"] == []
    assert answer["total"] == {"value": 0, "relation": "eq"}


async def test_ten_results_are_given_unless_another_number_is_asked_for(client: httpx2.AsyncClient) -> None:
    assert len((await ask(client, q="water"))["results"]) == 10
    assert len((await ask(client, q="water", limit=3))["results"]) == 3
    assert len((await ask(client, q="water", limit=100))["results"]) == 26


async def test_an_offset_continues_where_the_limit_ended(client: httpx2.AsyncClient) -> None:
    whole = (await ask(client, q="water", limit=20))["results"]
    second = (await ask(client, q="water", limit=10, offset=10))["results"]

    assert [result["path"] for result in second] == [result["path"] for result in whole[10:]]


async def test_an_offset_past_the_end_gives_no_results_but_their_number(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, q="water", offset=1000)

    assert (answer["results"], answer["total"]["value"]) == ([], 26)


@pytest.mark.parametrize("version", ["3.9", "3.9.2"])
async def test_a_version_is_asked_for_by_its_key_or_its_full_release(client: httpx2.AsyncClient, version: str) -> None:
    first = (await ask(client, q="seeds.sow", version=version))["results"][0]

    assert (first["version"], first["url"]) == ("3.9", "https://docs.python.org/3.9/library/seeds.html#seeds.sow")


async def test_another_project_without_a_home_leads_to_our_copy(client: httpx2.AsyncClient) -> None:
    first = (await ask(client, q="seeds.sow", project="moss"))["results"][0]

    assert (first["version"], first["url"]) == ("1.0", "/docs/moss@1.0/library/seeds.html#seeds.sow")


async def test_a_score_is_taken_apart_when_that_is_asked_for(client: httpx2.AsyncClient) -> None:
    (first, *_) = (await ask(client, q="seeds.sow", explain="true"))["results"]

    assert first["explanation"][0].keys() == {"signal", "value", "weight", "share"}
    assert first["explanation"][0]["signal"] == "name"
    assert sum(part["share"] for part in first["explanation"]) == pytest.approx(first["score"], abs=1e-6)


async def test_an_answer_names_the_other_versions_that_have_what_this_one_lacks(client: httpx2.AsyncClient) -> None:
    assert (await ask(client, q="gnomes", version="3.9"))["elsewhere"] == ["3.13"]
    assert (await ask(client, q="gnomes"))["elsewhere"] == []


async def test_folders_are_listed_with_their_sizes(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, "folders", version="3.9.2")

    assert (answer["project"], answer["version"]) == ("python", "3.9")
    assert {folder["name"]: (folder["pages"], folder["sections"]) for folder in answer["folders"]} == {
        "tutorial": (1, 26),
        "library": (1, 2),
        "": (1, 1),
    }
    assert all(folder["title"] for folder in answer["folders"])


async def test_versions_are_listed_with_the_newest_of_each_project_marked(client: httpx2.AsyncClient) -> None:
    versions = (await ask(client, "versions"))["versions"]

    listed = [(each["project"], each["version"], each["release"], each["newest"]) for each in versions]
    assert listed == [
        ("python", "3.13", "3.13.5", True),
        ("python", "3.9", "3.9.2", False),
        ("moss", "1.0", "1.0.2", True),
    ]


async def test_a_version_says_what_it_holds_without_telling_where_it_lay(client: httpx2.AsyncClient) -> None:
    version = (await ask(client, "versions"))["versions"][0]

    indexed_at = datetime.fromisoformat(version.pop("indexed_at"))
    assert indexed_at.utcoffset() == datetime.now(UTC).utcoffset()
    assert version == {
        "project": "python",
        "version": "3.13",
        "release": "3.13.5",
        "language": "en",
        "newest": True,
        "pages": 4,
        "sections": 30,
        "symbols": 2,
        "source": "garden-docs.zip",
    }


async def test_a_lane_is_searched_by_its_key(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, q="water", lane="learn")

    assert {result["folder"] for result in answer["results"]} == {"tutorial"}
    assert (await ask(client, q="water", lane="glossary"))["results"] == []
    assert (await client.get("/api/v1/search", params={"q": "water", "lane": "garden"})).status_code == 422
