"""What a request's session does and does not leave behind, seen through a real application on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from castalia.database.failures import ErrorKind, classify
from tests.database.application import application
from tests.database.notes import Note, create_notes, texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from castalia.database.database import Database
    from castalia.database.sessions import ReadSession

pytestmark = pytest.mark.anyio

DANGLING = 99


@pytest.fixture(autouse=True)
async def table(database: Database) -> None:
    await create_notes(database)


@pytest.fixture
def app(database: Database) -> FastAPI:
    return application(database)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with connect(app) as client:
        yield client


def connect(app: ASGIApp) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test")


async def test_what_a_session_does_not_commit_is_not_kept(database: Database, client: httpx2.AsyncClient) -> None:
    answer = await client.post("/session")

    assert answer.status_code == 200
    assert await texts(database) == []


async def test_what_a_session_commits_is_kept(database: Database, client: httpx2.AsyncClient) -> None:
    await client.post("/session/commit")

    assert await texts(database) == ["kept"]


async def test_a_transaction_is_committed_before_the_response_begins(database: Database, app: FastAPI) -> None:
    seen: list[list[str]] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            seen.append(await texts(database))
            await send(message)

        await app(scope, receive, watch)

    async with connect(watched) as client:
        answer = await client.post("/tx")

    assert answer.status_code == 200
    assert seen[0] == ["kept"]


async def test_a_commit_that_fails_is_no_success(database: Database, client: httpx2.AsyncClient) -> None:
    with pytest.raises(IntegrityError) as caught:
        await client.post("/tx", params={"answers": DANGLING})

    assert classify(caught.value) is ErrorKind.INTEGRITY
    assert await texts(database) == []


async def test_an_http_error_rolls_a_transaction_back(database: Database, client: httpx2.AsyncClient) -> None:
    answer = await client.post("/tx/refused")

    assert answer.status_code == 409
    assert await texts(database) == []


async def test_any_exception_rolls_a_transaction_back(database: Database, client: httpx2.AsyncClient) -> None:
    with pytest.raises(LookupError):
        await client.post("/tx/broken")

    assert await texts(database) == []


async def test_a_reader_reads(client: httpx2.AsyncClient) -> None:
    await client.post("/tx")

    answer = await client.get("/read")

    assert answer.json() == ["kept"]


async def test_a_reader_cannot_write(database: Database, client: httpx2.AsyncClient) -> None:
    with pytest.raises(DBAPIError) as caught:
        await client.post("/read")

    assert classify(caught.value) is ErrorKind.READ_ONLY
    assert await texts(database) == []


async def test_every_connection_is_given_back(database: Database, client: httpx2.AsyncClient) -> None:
    for path in ("/session", "/session/commit", "/tx", "/tx/refused"):
        await client.post(path)
    await client.get("/read")

    assert {role: pool.in_use for role, pool in database.stats().items()} == {"write": 0, "read": 0}


async def test_a_dependency_can_be_overridden_by_its_method(database: Database, app: FastAPI) -> None:
    async def instead() -> AsyncIterator[ReadSession]:
        async with database.transaction() as session:
            session.add(Note(text="from the override"))
        async with database.read_session() as session:
            yield session

    app.dependency_overrides[database.read] = instead
    async with connect(app) as client:
        answer = await client.get("/read")

    assert answer.json() == ["from the override"]
