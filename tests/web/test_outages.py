"""The service with its real search while PostgreSQL is away, at its start or later: what every route answers."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from time import perf_counter
from typing import TYPE_CHECKING

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from castalia.database.current import forget_sets
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.web.main import fast_api
from castalia.web.middleware.deadline import DEADLINE, DeadlineMiddleware
from tests.database.patience import LIMIT, until_ready
from tests.web.garden_documentation import PYTHON, garden_source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.requests import Request

    from castalia.database.settings import PostgresSettings
    from tests.servers.proxy import Proxy

PAGES = ("/", "/search?q=water", "/docs/3.13/tutorial/greeting.html")
PROGRAMS = ("/api/v1/search?q=water", "/api/v1/folders")

TO_CLOSE = 3
"""Seconds that tidying up may take after a deadline."""

MARGIN = 3


@pytest.fixture
async def index(postgres_settings: PostgresSettings) -> None:
    """An index of the garden documentation."""
    database = PostgresDatabase(postgres_settings)
    async with database.lifespan():
        await create_schema(database)
        await index_source(database, garden_source(PYTHON))


@pytest.fixture
def configured(
    index: None,  # noqa: ARG001 - It comes first.
    proxy: Proxy,
    postgres_settings: PostgresSettings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A configuration that names the proxy in front of that index."""
    assert postgres_settings.password is not None
    monkeypatch.chdir(tmp_path)
    settings = {
        "ENV": "development",
        "POSTGRES_HOST": proxy.host,
        "POSTGRES_PORT": str(proxy.port),
        "POSTGRES_USERNAME": postgres_settings.username,
        "POSTGRES_PASSWORD": postgres_settings.password.get_secret_value(),
        "POSTGRES_DB_NAME": postgres_settings.name,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def start(stack: AsyncExitStack) -> httpx2.AsyncClient:
    """Start the service as it is, its settings from the configuration, and give a client."""
    await stack.enter_async_context(fast_api.router.lifespan_context(fast_api))
    transport = httpx2.ASGITransport(app=fast_api, raise_app_exceptions=False)
    return await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url="http://castalia.test"))


async def ask_all(client: httpx2.AsyncClient, *others: str) -> dict[str, httpx2.Response]:
    """Ask every route that needs the database, all at once."""
    paths = (*PAGES, *PROGRAMS, *others)
    answers = await asyncio.gather(*(client.get(path) for path in paths))
    return dict(zip(paths, answers, strict=True))


AGE = '<p class="age"'


def assert_away(answers: dict[str, httpx2.Response]) -> None:
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 503)
    for path, answer in answers.items():
        assert int(answer.headers["Retry-After"]) > 0
        kind = "text/html; charset=utf-8" if path in PAGES else "application/problem+json"
        assert answer.headers["Content-Type"] == kind
    assert answers["/api/v1/search?q=water"].json()["type"] == "urn:castalia:problem:database-away"
    assert "The database is away" in answers["/search?q=water"].text


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("behaviour", ["refuse", "hang_up", "freeze"])
async def test_a_start_without_the_database_answers_503_until_it_is_there(
    proxy: Proxy, stack: AsyncExitStack, behaviour: str
) -> None:
    await getattr(proxy, behaviour)()
    client = await start(stack)
    began = perf_counter()
    away = await ask_all(client, "/health/ready")
    seconds = perf_counter() - began
    alive = await client.get("/health/live")
    await proxy.refuse()
    await proxy.forward()
    await until_ready(client)
    back = await ask_all(client)
    nowhere = await client.get("/nowhere")

    assert_away(away)
    assert seconds < MARGIN * DEADLINE
    assert alive.status_code == 200
    assert nowhere.status_code == 404
    # An error says how old the index is where that is known, and asks nobody for it.
    assert [AGE in page for page in (away["/search?q=water"].text, nowhere.text)] == [False, True]
    assert {path: answer.status_code for path, answer in back.items()} == dict.fromkeys(back, 200)


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("behaviour", ["refuse", "hang_up", "freeze"])
async def test_a_database_that_goes_away_later_is_a_503_until_it_is_back(
    proxy: Proxy, stack: AsyncExitStack, behaviour: str
) -> None:
    client = await start(stack)
    await until_ready(client)
    before = await ask_all(client)
    await getattr(proxy, behaviour)()
    # What was asked in the last second is still known; this is about what has to ask the database.
    forget_sets()
    began = perf_counter()
    away = await ask_all(client, "/health/ready")
    seconds = perf_counter() - began
    alive = await client.get("/health/live")
    await proxy.refuse()
    await proxy.forward()
    await until_ready(client)
    first = await ask_all(client)
    back = await ask_all(client)

    assert {answer.status_code for answer in before.values()} == {200}
    assert_away(away)
    assert seconds < MARGIN * (DEADLINE + TO_CLOSE)
    assert alive.status_code == 200
    # One request may still meet a connection of the time before.
    assert [answer.status_code for answer in first.values()].count(503) <= 1
    assert {path: answer.status_code for path, answer in back.items()} == dict.fromkeys(back, 200)


def hurried(*routes: Route) -> httpx2.AsyncClient:
    """Give a client of an application whose deadline is over at once."""
    app = DeadlineMiddleware(Starlette(routes=list(routes)), seconds=0.05)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://castalia.test")


async def test_what_does_not_begin_to_answer_in_time_is_given_up() -> None:
    given_up = asyncio.Event()

    async def wait(_request: Request) -> PlainTextResponse:
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()
        return PlainTextResponse("never")

    async with hurried(Route("/api/wait", wait)) as client:
        answer = await client.get("/api/wait")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["instance"] == "/api/wait"
    assert given_up.is_set()


async def test_what_has_begun_to_answer_may_take_longer() -> None:
    loop = asyncio.get_running_loop()

    async def trickle() -> AsyncIterator[bytes]:
        yield b"first "
        later = asyncio.Event()
        loop.call_later(0.2, later.set)
        await later.wait()
        yield b"second"

    async def answer(_request: Request) -> StreamingResponse:
        return StreamingResponse(trickle())

    async with hurried(Route("/", answer)) as client, asyncio.timeout(LIMIT):
        # A busy machine may be too slow to begin in time.
        while (answered := await client.get("/")).status_code == 503:
            pass

    assert answered.text == "first second"


async def test_another_timeout_is_not_taken_for_the_deadline() -> None:
    async def fail(_request: Request) -> PlainTextResponse:
        raise TimeoutError

    async with hurried(Route("/", fail)) as client:
        with pytest.raises(TimeoutError):
            await client.get("/")
