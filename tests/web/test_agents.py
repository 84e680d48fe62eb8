"""Coding agents over HTTP: the SDK's own client is answered, and what a foreign page sends is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from fastapi import FastAPI
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from starlette.routing import Route

from castalia.web.agents import Agents
from castalia.web.handlers import install_handlers
from castalia.web.middleware.known_hosts import KnownHosts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from castalia.database.database import Database

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


def application(agents: Agents) -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    app.state.known_hosts = KnownHosts(frozenset({"docs.example.org"}))
    app.router.routes.append(Route("/mcp", agents))
    install_handlers(app)
    return app


def client_of(app: FastAPI, host: str = "localhost:8000") -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=f"http://{host}")


@pytest.fixture
async def service(shared_handbook: Database) -> AsyncIterator[FastAPI]:
    """The endpoint over the handbook."""
    agents = Agents(shared_handbook.read_session)
    async with agents.running():
        yield application(agents)


async def ask(app: FastAPI, headers: Mapping[str, str], *, host: str = "localhost:8000") -> httpx2.Response:
    async with client_of(app, host) as client:
        return await client.post("/mcp", json=LIST, headers={**HEADERS, **headers})


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_is_told_what_a_thing_does_and_since_when(service: FastAPI, mode: str) -> None:
    async with (
        client_of(service) as http,
        Client(streamable_http_client("/mcp", http_client=http), mode=mode) as client,
    ):
        tools = await client.list_tools()
        found: Any = await client.call_tool("lookup_symbol", {"name": "kettle.boil"})

    assert len(tools.tools) == 4
    assert found.structured_content["added_in"] == "3.0"
    assert found.structured_content["index"]["version"] == "3.1"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9", "[::1]:8000", "docs.example.org"])
async def test_a_host_of_ours_is_answered(service: FastAPI, host: str) -> None:
    answer = await ask(service, {}, host=host)

    assert (answer.status_code, len(answer.json()["result"]["tools"])) == (200, 4)


async def test_a_host_that_is_not_ours_is_told_what_to_set(service: FastAPI) -> None:
    answer = await ask(service, {}, host="evil.example")

    assert answer.status_code == 421
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "ALLOWED_HOSTS" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:3000", 200),
        ("https://docs.example.org", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
async def test_a_page_may_ask_only_where_it_is_ours(service: FastAPI, origin: str, status: int) -> None:
    assert (await ask(service, {"Origin": origin})).status_code == status


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "OPTIONS"])
async def test_messages_are_sent_by_post(service: FastAPI, method: str) -> None:
    async with client_of(service) as client:
        answer = await client.request(method, "/mcp", headers={"Accept": "text/event-stream"})

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


async def test_a_message_that_is_too_large_is_refused(service: FastAPI) -> None:
    async with client_of(service) as client:
        answer = await client.post(
            "/mcp", content=b"x" * 70_000, headers=HEADERS | {"Content-Type": "application/json"}
        )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b'{"jsonrpc": "2.0"}', b"\xff", b'"\\ud800"', b"[" * 9999]
)
async def test_what_is_no_message_is_refused(service: FastAPI, body: bytes) -> None:
    async with client_of(service) as client:
        answer = await client.post("/mcp", content=body, headers=HEADERS | {"Content-Type": "application/json"})

    assert answer.status_code == 400


async def test_before_its_life_begins_the_service_says_so(shared_handbook: Database) -> None:
    answer = await ask(application(Agents(shared_handbook.read_session)), {})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
