"""Too many, too often, too late: who is not let in hears why, and when to come again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from castalia.web.middleware.admission import LINE, Admission, AdmissionMiddleware
from castalia.web.middleware.rate_limit import RateLimit
from castalia.web.operation import operation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request


class Kitchen:
    """A service whose answers wait until they are let go."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        self.working = asyncio.Semaphore(0)
        self.done = asyncio.Event()
        routes = [Route(path, self._cook) for path in ("/api/v1/search", "/search", "/health/live", "/health/ready")]
        app = AdmissionMiddleware(Starlette(routes=routes), admission=admission)
        transport = httpx2.ASGITransport(app=app)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://castalia.test")

    async def _cook(self, _request: Request) -> PlainTextResponse:
        self.working.release()
        await self.done.wait()
        return PlainTextResponse("done")


@pytest.fixture
async def kitchen() -> AsyncIterator[Kitchen]:
    """A service that works on two requests at once."""
    kitchen = Kitchen(Admission(2))
    async with kitchen.client:
        yield kitchen


async def busy(kitchen: Kitchen, number: int) -> list[asyncio.Task[httpx2.Response]]:
    """Keep a service busy with so many requests."""
    tasks = [asyncio.ensure_future(kitchen.client.get("/api/v1/search")) for _ in range(number)]
    for _ in tasks:
        await kitchen.working.acquire()
    return tasks


async def waiting(kitchen: Kitchen, number: int) -> list[asyncio.Task[httpx2.Response]]:
    """Let so many more come to the door, one after another."""
    tasks = [asyncio.ensure_future(kitchen.client.get("/api/v1/search", params={"n": n})) for n in range(number)]
    for _ in range(10):
        await asyncio.sleep(0)
    return tasks


async def test_at_the_limit_others_wait_for_their_turn(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 2)
    outside = await waiting(kitchen, 3)

    assert kitchen.working.locked(), "somebody came in beyond the limit"
    kitchen.done.set()

    answers = await asyncio.gather(*inside, *outside)
    assert [answer.status_code for answer in answers] == [200] * 5


async def test_who_came_first_is_served_first(kitchen: Kitchen) -> None:
    kitchen.admission.open(most=1, rate_limit=0)
    [inside] = await busy(kitchen, 1)
    outside = await waiting(kitchen, 3)
    served: list[asyncio.Task[httpx2.Response]] = []
    for task in outside:
        task.add_done_callback(served.append)
    kitchen.done.set()

    await asyncio.gather(inside, *outside)
    assert served == outside


async def test_who_waited_too_long_is_told_to_come_again(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 2)
    kitchen.admission.patience = 0.01
    refused = await kitchen.client.get("/api/v1/search")
    kitchen.done.set()
    answers = await asyncio.gather(*inside)
    later = await kitchen.client.get("/api/v1/search")

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert refused.json() == {
        "type": "urn:castalia:problem:busy",
        "title": "Too many requests at once",
        "status": 503,
        "detail": "2 requests are being answered, no more at once, and the turn of this one did not come within "
        "0.01 s. Ask again in a second.",
        "instance": "/api/v1/search",
    }
    assert [answer.status_code for answer in (*answers, later)] == [200, 200, 200]


@pytest.mark.parametrize(("most", "said"), [(1, "1 request is being answered"), (2, "2 requests are being answered")])
async def test_the_limit_is_said_in_english(most: int, said: str) -> None:
    admission = Admission(most, patience=0)
    for _ in range(most):
        assert await admission.enter("/api/v1/search") is None

    objection = await admission.enter("/api/v1/search")

    assert objection is not None
    assert objection.detail.startswith(f"{said}, no more at once, and ")


async def test_the_line_has_an_end(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 2)
    outside = await waiting(kitchen, 2 * LINE)
    refused = await kitchen.client.get("/api/v1/search")
    kitchen.done.set()

    assert refused.status_code == 503
    assert "too many others wait for their turn" in refused.json()["detail"]
    assert {answer.status_code for answer in await asyncio.gather(*inside, *outside)} == {200}


async def test_who_gives_up_waiting_takes_nobody_s_turn(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 2)
    gone, stays = await waiting(kitchen, 2)
    gone.cancel()
    kitchen.done.set()

    assert (await stays).status_code == 200
    await asyncio.gather(*inside)


async def test_who_waits_when_the_service_stops_is_sent_elsewhere(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 2)
    [outside] = await waiting(kitchen, 1)
    stopping = asyncio.ensure_future(kitchen.admission.drain(60))

    refused = await outside
    kitchen.done.set()

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert await stopping
    await asyncio.gather(*inside)


async def test_a_busy_service_is_healthy(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 2)
    kitchen.done.set()

    assert [(await kitchen.client.get(f"/health/{each}")).status_code for each in ("live", "ready")] == [200, 200]
    await asyncio.gather(*inside)


async def test_who_is_inside_finishes_while_others_are_sent_elsewhere(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 1)
    stopping = asyncio.ensure_future(kitchen.admission.drain(60))
    await asyncio.sleep(0)
    refused = {path: await kitchen.client.get(path) for path in ("/api/v1/search", "/search", "/health/ready")}
    assert not stopping.done()
    kitchen.done.set()

    assert await stopping
    assert (await inside[0]).status_code == 200
    assert {path: answer.status_code for path, answer in refused.items()} == dict.fromkeys(refused, 503)
    assert {(answer.headers["Retry-After"], answer.headers["Connection"]) for answer in refused.values()} == {
        ("5", "close")
    }
    assert "The server is stopping" in refused["/search"].text
    assert (await kitchen.client.get("/health/live")).status_code == 200


async def test_waiting_for_those_inside_has_a_bound(kitchen: Kitchen) -> None:
    inside = await busy(kitchen, 1)

    assert not await kitchen.admission.drain(0)

    kitchen.done.set()
    await asyncio.gather(*inside)


async def test_who_asks_too_often_is_told_how_often_and_how_it_stands(kitchen: Kitchen) -> None:
    kitchen.done.set()
    kitchen.admission.rate_limit = RateLimit(2, clock=lambda: 0.0)

    answers = [await kitchen.client.get("/api/v1/search") for _ in range(3)]
    free = await kitchen.client.get("/health/live")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert (answers[2].headers["Retry-After"], answers[2].headers["RateLimit-Limit"]) == ("30", "2")
    assert answers[2].json()["detail"] == "One client may ask 2 times a minute. Ask again in 30 s."
    assert "RateLimit-Limit" not in free.headers


@pytest.fixture
def _one_a_minute() -> Iterator[None]:
    """The limit that the service has at most, for a test."""
    before, operation.admission.rate_limit = operation.admission.rate_limit, RateLimit(1, clock=lambda: 0.0)
    yield
    operation.admission.rate_limit = before


@pytest.mark.usefixtures("_one_a_minute")
async def test_the_whole_service_refuses_in_its_own_words_with_every_header(client: httpx2.AsyncClient) -> None:
    first, second = await client.get("/search?q=water"), await client.get("/search?q=water")

    assert (first.status_code, second.status_code) == (200, 429)
    assert "<h1>Too many requests</h1>" in second.text
    assert second.headers["X-Content-Type-Options"] == "nosniff"
    assert second.headers["X-Request-ID"]
