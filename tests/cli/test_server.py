"""The server at its end: who is inside is answered, who comes is told to come again, and neither for ever."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from castalia.cli import server as served
from castalia.cli.server import Server, server_config
from castalia.config import LocalConfig
from castalia.web.middleware.admission import Admission, AdmissionMiddleware

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

pytestmark = pytest.mark.anyio


class Kitchen:
    """A real server of an application whose one answer waits until it is let go."""

    def __init__(self) -> None:
        self.working, self.done = asyncio.Event(), asyncio.Event()
        self.admission = Admission()
        app = Starlette(
            routes=[Route("/api/slow", self._cook), Route("/api/fast", self._serve)],
            middleware=[Middleware(AdmissionMiddleware, admission=self.admission)],
            lifespan=self._lifespan,
        )
        config = uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=1)
        self.server = Server(config, lambda: None)
        self.task = asyncio.ensure_future(asyncio.sleep(0))

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[dict[str, Any]]:
        yield {"drain": self.admission.drain}

    async def _cook(self, _request: Request) -> PlainTextResponse:
        self.working.set()
        await self.done.wait()
        return PlainTextResponse("slow")

    async def _serve(self, _request: Request) -> PlainTextResponse:
        return PlainTextResponse("fast")


@pytest.fixture
async def kitchen() -> AsyncIterator[tuple[Kitchen, httpx2.AsyncClient, asyncio.Task[httpx2.Response]]]:
    """A server that has been asked to stop while it answers."""
    kitchen = Kitchen()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        kitchen.task = asyncio.ensure_future(kitchen.server.serve(sockets=[listener]))
        async with httpx2.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
            inside = asyncio.ensure_future(client.get("/api/slow"))
            await kitchen.working.wait()
            kitchen.server.should_exit = True
            yield kitchen, client, inside
            kitchen.done.set()
            await asyncio.wait([inside])
        await kitchen.task


async def until_refused(client: httpx2.AsyncClient) -> httpx2.Response:
    """Ask until the server has noticed that it has to stop."""
    async with asyncio.timeout(20):
        while (answer := await client.get("/api/fast")).status_code == 200:
            pass
    return answer


async def test_a_stopping_server_finishes_what_it_began_and_refuses_the_rest(
    kitchen: tuple[Kitchen, httpx2.AsyncClient, asyncio.Task[httpx2.Response]],
) -> None:
    service, client, inside = kitchen
    refused = await until_refused(client)
    assert not inside.done()
    service.done.set()

    assert (await inside).text == "slow"
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert refused.json()["type"] == "urn:castalia:problem:stopping"


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little patience from the start, before the server can have noticed that it has to stop."""
    monkeypatch.setattr(served, "STOP_SECONDS", 0.2)


@pytest.mark.usefixtures("_hurried")
async def test_what_does_not_end_in_time_is_given_up_with_a_word(
    kitchen: tuple[Kitchen, httpx2.AsyncClient, asyncio.Task[httpx2.Response]],
) -> None:
    _, _, inside = kitchen

    assert ((await inside).status_code, (await inside).json()["type"]) == (503, "urn:castalia:problem:stopping")


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """More patience than this test has, so that only the interruption can end it."""
    monkeypatch.setattr(served, "STOP_SECONDS", 600)


@pytest.mark.usefixtures("_patient")
async def test_a_second_interruption_waits_for_nobody(
    kitchen: tuple[Kitchen, httpx2.AsyncClient, asyncio.Task[httpx2.Response]],
) -> None:
    service, client, inside = kitchen
    await until_refused(client)
    service.server.force_exit = True

    await asyncio.wait_for(asyncio.shield(service.task), 60)
    assert not inside.done()


def test_nobody_is_believed_to_be_a_proxy_unless_the_settings_say_so() -> None:
    alone = server_config(LocalConfig())
    behind = server_config(LocalConfig(CASTALIA_TRUSTED_PROXIES="10.0.0.1, 172.16.0.0/12"))

    assert not alone.proxy_headers
    assert (behind.proxy_headers, behind.forwarded_allow_ips) == (True, ["10.0.0.1", "172.16.0.0/12"])
