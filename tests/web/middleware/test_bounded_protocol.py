"""What the HTTP server bears: slow heads, large heads, floods; each ends with a status, its reason and a close."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from castalia.web.middleware.bounded_protocol import MAX_HEAD, MAX_HEADERS, MAX_PIPELINE, MAX_TARGET
from tests.web.rough_client import Answer, HurriedProtocol, exchange, listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

pytestmark = pytest.mark.anyio

ONE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

calls: list[str] = []


async def greet(request: Request) -> PlainTextResponse:
    calls.append(request.headers.get("x-late", ""))
    return PlainTextResponse("hello")


async def swallow(request: Request) -> PlainTextResponse:
    async for _ in request.stream():
        pass
    return PlainTextResponse(request.headers.get("x-late", "none"))


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    calls.clear()


@pytest.fixture(scope="module")
async def port(anyio_backend: str) -> AsyncIterator[int]:  # noqa: ARG001 - The loop that all these tests share.
    """A service that greets."""
    async with listening(Starlette(routes=[Route("/", greet), Route("/body", swallow, methods=["POST"])])) as port:
        yield port


@pytest.fixture(scope="module")
async def hurried(anyio_backend: str) -> AsyncIterator[int]:  # noqa: ARG001 - As above.
    """The same with little patience."""
    async with listening(Starlette(routes=[Route("/", greet)]), HurriedProtocol) as port:
        yield port


def assert_refused(answer: Answer, status: int, reason: str) -> None:
    head, _, body = answer.text.partition("\r\n\r\n")
    assert answer.statuses == [status]
    assert reason in body
    assert "connection: close" in head
    assert "x-content-type-options: nosniff" in head


async def test_a_usual_request_is_answered(port: int) -> None:
    answer = await exchange(port, LAST)

    assert (answer.statuses, answer.text.endswith("hello")) == ([200], True)


async def test_an_address_beyond_the_bound_is_414(port: int) -> None:
    answer = await exchange(port, b"GET /?q=" + b"x" * MAX_TARGET + b" HTTP/1.1\r\nHost: x\r\n\r\n")

    assert_refused(answer, 414, "longer than 8192 bytes")
    assert calls == []


async def test_an_address_within_the_bound_is_answered(port: int) -> None:
    answer = await exchange(port, LAST.replace(b"/ ", b"/?q=" + b"%F0%9F%90%8D" * 500 + b" "))

    assert answer.statuses == [200]


@pytest.mark.parametrize(
    "headers",
    [
        b"Cookie: " + b"x" * MAX_HEAD + b"\r\n",
        b"X: y\r\n" * (MAX_HEADERS + 1),
        b"X-" + b"n" * MAX_HEAD + b": y\r\n",
    ],
    ids=["a large value", "many headers", "a large name"],
)
async def test_headers_beyond_the_bound_are_431(port: int, headers: bytes) -> None:
    answer = await exchange(port, b"GET / HTTP/1.1\r\n" + headers + b"\r\n")

    assert_refused(answer, 431, "more than 32768 bytes, or more than 100")
    assert calls == []


@pytest.mark.parametrize("begin", [b"GET / HTTP/1.1\r\nCookie: ", b"GET / HTTP/1.1\r\n", b"GET /", b"\r\n"])
async def test_a_head_without_an_end_is_refused_before_it_fills_the_memory(port: int, begin: bytes) -> None:
    endless = (b"\r\n" if begin == b"\r\n" else b"x") * 4096

    answer = await exchange(port, begin, *[endless] * 64)

    assert answer.statuses in ([], [400], [414], [431])
    assert calls == []


@pytest.mark.parametrize("part", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n"])
async def test_a_head_that_does_not_come_to_its_end_is_408(hurried: int, part: bytes) -> None:
    assert_refused(await exchange(hurried, part), 408, "did not arrive within 10 s")


@pytest.mark.parametrize("part", [b"", b"\r\n", b"\r\n\r\n"])
async def test_a_connection_that_asks_for_nothing_is_closed(hurried: int, part: bytes) -> None:
    assert (await exchange(hurried, part)).text == ""


async def test_a_drip_of_bytes_buys_no_time(hurried: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hurried)
    loop = asyncio.get_running_loop()
    start = loop.time()
    # Not to the end: bytes that reach the server after its answer end the connection by a reset.
    answer = asyncio.ensure_future(reader.readuntil(b"\r\n"))
    while not answer.done() and loop.time() < start + 10:
        writer.write(b"X" if loop.time() > start + 0.01 else b"GET / HTTP/1.1\r\nX-A: ")
        await asyncio.wait([answer], timeout=0.02)

    assert (await answer).startswith(b"HTTP/1.1 408 ")
    writer.transport.abort()


async def test_a_second_head_on_a_connection_has_the_same_time(hurried: int) -> None:
    # On a busy machine the first head may be late already.
    while (answer := await exchange(hurried, ONE, b"GET / HTTP/1.1\r\n")).statuses == [408]:
        pass

    assert answer.statuses == [200, 408]


async def test_a_few_requests_at_once_are_answered_in_order(port: int) -> None:
    answer = await exchange(port, ONE * 3 + LAST)

    assert answer.statuses == [200] * 4


async def test_a_flood_of_requests_on_one_connection_is_ended(port: int) -> None:
    answer = await exchange(port, ONE * 5000)

    assert answer.statuses in ([], [429], [200, 429])
    assert len(calls) <= MAX_PIPELINE


async def test_floods_on_many_connections_leave_the_service_well(port: int) -> None:
    await asyncio.gather(*(exchange(port, ONE * 1000) for _ in range(20)))

    assert (await exchange(port, LAST)).statuses == [200]


@pytest.mark.parametrize(
    "noise",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"SSH-2.0-OpenSSH\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET  HTTP/1.1\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nA B: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\x00c\r\n\r\n",
        b"POST /body HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /body HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST /body HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
    ],
)
async def test_noise_is_400_and_the_end(port: int, noise: bytes) -> None:
    answer = await exchange(port, noise, close=True)

    assert_refused(answer, 400, "not an HTTP request that can be understood")


async def test_a_header_after_the_body_is_dropped(port: int) -> None:
    head = b"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"

    answer = await exchange(port, head, b"1\r\nx\r\n0\r\nX-Late: smuggled\r\n\r\n")

    assert (answer.statuses, answer.text.endswith("none")) == ([200], True)
