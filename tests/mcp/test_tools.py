"""What agents are told of the handbook, by the SDK's own client on each database."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client
from mcp.types import TextContent

from castalia.mcp.budget import cost, fitting, tokens
from castalia.mcp.freshness import Edition
from castalia.mcp.lookup_symbol import answer
from castalia.mcp.server import TOOLS, create_server
from castalia.search.definitions.definition import Definition, Member

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mcp.types import CallToolResult
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database

BOIL = "library/kettle.html#kettle.boil"


@pytest.fixture
async def client(shared_handbook: Database) -> AsyncIterator[Client]:
    """A client of the tools over the handbook."""
    async with Client(create_server(shared_handbook.read_session)) as client:
        yield client


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def call(client: Client, tool: str, /, **arguments: object) -> dict[str, Any]:
    """Call a tool and give its structured answer, which must be as the tool promises."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result
    given: dict[str, Any] | None = result.structured_content
    assert given is not None
    TOOLS[tool].answer.model_validate(given)
    budget = int(str(arguments.get("max_tokens", 2000)))
    assert max(tokens(text_of(result)), tokens(json.dumps(given, separators=(",", ":"), ensure_ascii=False))) <= budget
    return given


async def refusal(client: Client, tool: str, /, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return text_of(result)


async def test_the_tools_are_listed_as_reading_only(client: Client) -> None:
    tools = (await client.list_tools()).tools

    assert [tool.name for tool in tools] == ["search_docs", "get_section", "lookup_symbol", "list_versions"]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert all(tool.annotations and tool.annotations.open_world_hint is False for tool in tools)
    assert all(tool.description and tool.output_schema for tool in tools)


async def test_a_search_gives_paths_that_can_be_read(client: Client) -> None:
    found = await call(client, "search_docs", query="kettle.boil", limit=2)
    path = found["results"][0]["path"]
    read = await call(client, "get_section", path=path)

    assert path == BOIL
    assert len(found["results"]) == 2
    assert "<mark>" not in found["results"][0]["snippet"]
    assert read["markdown"].startswith("`kettle.boil(litres, *, celsius=100)`")
    assert "Added in version 3.0." in read["markdown"]


async def test_what_is_found_in_any_edition_says_which_one_to_read_it_in(client: Client) -> None:
    found = (await call(client, "search_docs", query="kettle.boil", version="all", project="all"))["results"][0]

    given = await call(client, "get_section", **{name: found[name] for name in ("path", "project", "version")})

    assert found["version"] == "3.1"
    assert "boil" in given["markdown"]


async def test_a_search_goes_on_where_it_ended(client: Client) -> None:
    first = await call(client, "search_docs", query="water", limit=2)
    second = await call(client, "search_docs", query="water", limit=2, offset=first["next_offset"])

    assert first["next_offset"] == 2
    assert not {each["path"] for each in first["results"]} & {each["path"] for each in second["results"]}


async def test_a_search_gives_fewer_results_where_there_is_little_room(client: Client) -> None:
    narrow = await call(client, "search_docs", query="water", limit=20, max_tokens=500)

    assert 0 < len(narrow["results"]) < 10
    assert narrow["next_offset"] == len(narrow["results"])


async def test_a_misspelt_name_is_searched_as_it_was_meant(client: Client) -> None:
    assert (await call(client, "search_docs", query="ketle.boil"))["searched_for"] == "kettle.boil"


async def test_a_search_keeps_to_a_lane(client: Client) -> None:
    everywhere = await call(client, "search_docs", query="kettle", limit=20)
    lessons = await call(client, "search_docs", query="kettle", limit=20, lane="learn")

    folders = {each["path"].partition("/")[0] for each in lessons["results"]}
    assert folders
    assert folders <= {"tutorial", "howto"} < {each["path"].partition("/")[0] for each in everywhere["results"]}


async def test_nothing_found_is_an_answer(client: Client) -> None:
    assert (await call(client, "search_docs", query="zzyzx"))["results"] == []


async def test_a_long_page_is_read_in_portions(client: Client) -> None:
    page = "library/kettle.html"
    whole = (await call(client, "get_section", path=page, max_tokens=5000))["markdown"]
    text, start = "", 0
    while start is not None:
        part = await call(client, "get_section", path=page, max_tokens=500, start=start)
        text, start = text + part["markdown"], part["continuation"]

    assert text == whole


async def test_a_name_says_what_it_is_and_since_when(client: Client) -> None:
    result = await client.call_tool("lookup_symbol", {"name": "kettle.boil"})
    answer = await call(client, "lookup_symbol", name="boil")

    assert answer["name"] == "kettle.boil"
    assert answer["signatures"] == ["kettle.boil(litres, *, celsius=100)"]
    assert answer["summary"].startswith("Heat litres of water until it reaches celsius degrees")
    assert answer["added_in"] == "3.0"
    assert [(note["kind"], note["version"]) for note in answer["notes"]] == [("added", "3.0"), ("changed", "3.1")]
    assert answer["documented_in"] == ["3.1"]
    assert "Added in version 3.0." in text_of(result)
    assert "changed in 3.1: The celsius argument was added." in text_of(result)


def test_what_has_no_room_is_said_to_be_missing() -> None:
    members = tuple(Member(f"garden.row_{number}", "data", "library/garden.html", "") for number in range(600))
    garden = Definition(
        name="garden",
        kind="module",
        title="garden",
        path="library/garden.html",
        url="/docs/3.1/library/garden.html",
        project="python",
        version="3.1",
        release="3.1.4",
        folder="library",
        breadcrumb=(),
        summary="Rows of beds.",
        members=members,
    )
    index = Edition(project="python", version="3.1", release="3.1.4", indexed_at=datetime.now(UTC))

    found = fitting(lambda count: answer(garden, count, index), least=0, most=600, budget=2000)

    assert 10 < len(found.members) < 100
    assert found.omitted == 600 - len(found.members)
    assert f"{found.omitted} more notes, examples or members: get_section with path=" in found.text
    assert cost(found) <= 2000


async def test_the_versions_are_listed(client: Client) -> None:
    (version,) = (await call(client, "list_versions"))["versions"]

    assert (version["project"], version["version"]) == ("python", "3.1")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search_docs", {"query": "tea"}),
        ("get_section", {"path": BOIL}),
        ("lookup_symbol", {"name": "kettle.boil"}),
    ],
)
async def test_every_answer_says_how_fresh_it_is(client: Client, name: str, arguments: dict[str, str]) -> None:
    index = (await call(client, name, **arguments))["index"]
    text = text_of(await client.call_tool(name, arguments))

    assert (index["project"], index["version"]) == ("python", "3.1")
    assert f"indexed {index['indexed_at'][:10]}" in text


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("search_docs", {}, "query: Field required."),
        ("search_docs", {"query": "x" * 501}, "query: String should have at most 500 characters."),
        ("search_docs", {"query": "x", "limit": 99}, "limit: Input should be less than or equal to 20."),
        ("search_docs", {"query": "x", "max_tokens": 1}, "max_tokens: Input should be greater than or equal to 500."),
        ("search_docs", {"query": "x", "lane": "lessons"}, "'glossary', 'whatsnew' or 'c-api'."),
        ("search_docs", {"query": "x", "verison": "3"}, "verison: Extra inputs are not permitted."),
        ("search_docs", {"query": "x", "version": "2.7"}, "version '2.7' of 'python' is not indexed; there is 3.1."),
        ("get_section", {"path": "library/kettel.html"}, "perhaps library/kettle.html."),
        ("lookup_symbol", {"name": "kettle.biol"}, "perhaps kettle.boil; search for it with search_docs."),
        ("look_up", {}, "there is search_docs, get_section, lookup_symbol, list_versions."),
    ],
)
async def test_what_went_wrong_says_how_to_ask_better(
    client: Client, name: str, arguments: dict[str, object], said: str
) -> None:
    assert (await refusal(client, name, **arguments)).endswith(said)


async def test_without_an_index_it_says_how_to_make_one(database: Database) -> None:
    async with Client(create_server(database.read_session)) as client:
        for name, arguments in (("list_versions", {}), ("search_docs", {"query": "tea"})):
            assert "castalia index" in await refusal(client, name, **arguments)


@asynccontextmanager
async def open_nothing() -> AsyncIterator[AsyncSession]:
    """Fail as a database does that nobody can reach."""
    message = "connection to secret.example refused"
    raise ConnectionError(message)
    yield


async def test_a_database_that_is_away_is_said_to_be_without_telling_where(caplog: pytest.LogCaptureFixture) -> None:
    async with Client(create_server(open_nothing)) as client:
        said = await refusal(client, "list_versions")

    assert said == "The database does not answer at the moment. Try again in a few seconds."
    assert "secret.example" not in caplog.text
