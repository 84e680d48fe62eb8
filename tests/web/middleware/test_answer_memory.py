"""An answer is remembered as long as the index is the same, and no longer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import Depends, FastAPI, Request, Response

from castalia.database.sets import remove_set
from castalia.web.api.suggest import suggest_api
from castalia.web.depends import Read, db
from castalia.web.middleware.answer_memory import AnswerMemoryMiddleware, remember
from castalia.web.middleware.freshness import NotModified, answer_not_modified, fresh, from_index

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is indexed be known for as long as a test takes."""
    monkeypatch.setattr("castalia.database.current.monotonic", lambda: 0.0)


@pytest.fixture
def asked() -> list[str]:
    """What reached the route."""
    return []


@pytest.fixture
def client(indexed: Database, asked: list[str]) -> httpx2.AsyncClient:
    app = FastAPI(dependencies=[Depends(fresh)])

    @app.get("/count")
    async def count(q: str, request: Request, session: Read) -> Response:
        asked.append(q)
        return remember(await from_index(request, session), f"{len(asked)}".encode(), "found")

    app.include_router(suggest_api)
    app.dependency_overrides[db.read] = indexed.read
    app.add_exception_handler(NotModified, answer_not_modified)
    app.add_middleware(AnswerMemoryMiddleware, database=indexed)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://castalia.test")


async def ask(client: httpx2.AsyncClient, path: str) -> httpx2.Response:
    """Ask, and wait until the service has done what it does once an answer is sent."""
    answer = await client.get(path)
    await asyncio.sleep(0)
    return answer


async def test_what_was_asked_before_is_answered_from_memory(client: httpx2.AsyncClient, asked: list[str]) -> None:
    first, second, other = [await ask(client, f"/count?q={text}") for text in ("tea", "tea", "urn")]

    assert asked == ["tea", "urn"]
    assert second.content == first.content != other.content
    assert second.headers == first.headers


async def test_suggestions_for_what_many_begin_with_are_looked_up_once(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await ask(client, "/api/v1/suggest?q=see")
    monkeypatch.setattr("castalia.web.api.suggest.suggest", None)

    again = await client.get("/api/v1/suggest?q=see")

    assert (again.status_code, again.content) == (200, first.content)


async def test_whoever_has_the_answer_hears_only_that(client: httpx2.AsyncClient) -> None:
    first = await ask(client, "/count?q=tea")

    again = await client.get("/count?q=tea", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_a_changed_index_is_asked_again(client: httpx2.AsyncClient, asked: list[str], indexed: Database) -> None:
    await ask(client, "/count?q=tea")
    await remove_set(indexed, project="python", version="3.1")

    await client.get("/count?q=tea")

    assert asked == ["tea", "tea"]


LONG = 16_000
"""Characters that no route asks for; of so long addresses hardly more than 500 fit into the memory."""


async def test_long_addresses_take_the_place_of_answers(client: httpx2.AsyncClient, asked: list[str]) -> None:
    await ask(client, "/count?q=tea")
    for number in range(600):
        await ask(client, f"/count?q=urn&ignored={number:0{LONG}}")
    await ask(client, "/count?q=tea")

    assert asked.count("tea") == 2
