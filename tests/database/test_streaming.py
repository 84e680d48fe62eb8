# ruff: noqa: FAST002 - An annotation is read later, by its text, and could not name the fixture ``database`` then.
"""Answers that take long to send: what they hold meanwhile, and what is left when their reader goes away."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import insert, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession

from castalia.database.postgres import PostgresDatabase
from castalia.database.sessions import ReadSession
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.database.notes import Note, create_notes
from tests.database.patience import LIMIT, until
from tests.servers.web_service import SlowReader, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

POOL_SIZE = 3
ROWS, WIDTH = 200, 100_000
"""Together 20 MB: more than the buffers between a service and its reader hold."""

FIRST_BYTES = 1000


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest, product: str) -> Database:
    """An empty database of each kind with a small pool, not set up."""
    if product == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        return SQLiteDatabase(SQLiteSettings(path=folder / "test.db", read_pool_size=POOL_SIZE))
    settings: PostgresSettings = request.getfixturevalue("postgres_settings")
    return PostgresDatabase(settings.model_copy(update={"read_pool_size": POOL_SIZE}))


@pytest.fixture(params=["sqlite", "postgresql"])
def product(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def app(database: Database) -> FastAPI:
    """An application that answers with more than a reader takes at once, in several ways."""
    app = FastAPI()

    @app.get("/short")
    async def short(session: ReadSession = Depends(database.read, scope="function")) -> int | None:
        return await session.scalar(select(Note.id).limit(1))

    @app.get("/collected")
    async def collected(session: ReadSession = Depends(database.read, scope="function")) -> StreamingResponse:
        texts = list(await session.scalars(select(Note.text)))
        return StreamingResponse(iter(texts))

    @app.get("/streamed")
    async def streamed() -> StreamingResponse:
        rows = database.stream(select(Note.text), yield_per=1)
        return StreamingResponse(row.text async for row in rows)

    @app.get("/revived")
    async def revived(session: AsyncSession = Depends(database, scope="function")) -> StreamingResponse:
        async def body() -> AsyncIterator[str]:
            for text in await session.scalars(select(Note.text)):
                yield text

        return StreamingResponse(body())

    return app


@pytest.fixture(autouse=True)
async def long_notes(database: Database) -> None:
    await create_notes(database)
    async with database.transaction() as session:
        await session.execute(insert(Note), [{"text": "x" * WIDTH} for _ in range(ROWS)])


async def answer(port: int, path: str) -> bytes:
    """Give the first line of an answer."""
    async with asyncio.timeout(LIMIT), SlowReader(port, path) as reader:
        return await reader.readline()


async def test_slow_readers_do_not_keep_others_waiting(database: Database, app: FastAPI) -> None:
    async with serve(app) as port, AsyncExitStack() as stack:
        for _ in range(POOL_SIZE):
            reader = await stack.enter_async_context(SlowReader(port, "/collected"))
            await reader.readexactly(FIRST_BYTES)

        assert database.stats()["read"].in_use == 0
        assert await answer(port, "/short") == b"HTTP/1.1 200 OK\r\n"


async def test_a_stream_keeps_its_connection_until_its_reader_goes(database: Database, app: FastAPI) -> None:
    async with serve(app) as port:
        async with SlowReader(port, "/streamed") as reader:
            await reader.readexactly(FIRST_BYTES)
            during = database.stats()["read"].in_use
        await until(lambda: database.stats()["read"].in_use == 0)

        assert during == 1
        assert await answer(port, "/short") == b"HTTP/1.1 200 OK\r\n"


async def test_readers_who_go_away_again_and_again_cost_no_connection(database: Database, app: FastAPI) -> None:
    async with serve(app) as port:
        for _ in range(2 * POOL_SIZE):
            async with SlowReader(port, "/streamed") as reader:
                await reader.readexactly(FIRST_BYTES)
        await until(lambda: database.stats()["read"].in_use == 0)

        assert await answer(port, "/short") == b"HTTP/1.1 200 OK\r\n"


async def test_a_session_of_the_function_does_not_come_back_to_life_in_the_response(
    database: Database, app: FastAPI
) -> None:
    for _ in range(2 * POOL_SIZE):
        with pytest.raises(InvalidRequestError, match="closed"):
            await app({**SCOPE, "path": "/revived"}, _receive, _send)

    assert {role: pool.in_use for role, pool in database.stats().items()} == {"write": 0, "read": 0}


SCOPE = {
    "type": "http",
    "method": "GET",
    "query_string": b"",
    "headers": [],
    "asgi": {"version": "3.0", "spec_version": "2.4"},
}


async def _receive() -> dict[str, object]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _send(_message: object) -> None:
    pass
