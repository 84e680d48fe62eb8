"""The name of each request, and what the log says of it: nothing that was asked, unless somebody wants that."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from castalia.web.observation.log_format import ConsoleFormatter, JsonFormatter
from castalia.web.observation.observation import ObservationMiddleware
from castalia.web.observation.request_id import current_request
from castalia.web.operation import operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from castalia.web.observation.observation import Observed
    from castalia.web.observation.request_log import Detail

OWN = re.compile(r"[0-9a-f]{32}")


async def test_a_sane_name_is_kept(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/health/live", headers={"X-Request-ID": "proxy-7.A_b"})

    assert answer.headers["X-Request-ID"] == "proxy-7.A_b"


@pytest.mark.parametrize("brought", ["", "x" * 65, "a b", "a\tb", "<script>", "é", "a;b", 'a"b'])
async def test_another_is_replaced(client: httpx2.AsyncClient, brought: str) -> None:
    answer = await client.get("/", headers=[(b"X-Request-ID", brought.encode("latin-1"))])

    assert OWN.fullmatch(answer.headers["X-Request-ID"])


async def test_every_request_gets_a_name_of_its_own(client: httpx2.AsyncClient) -> None:
    names = {(await client.get(path)).headers["X-Request-ID"] for path in ("/", "/none", "/api/v1/search", "/static/x")}

    assert len(names) == 4


@pytest.fixture
def detail() -> Iterator[None]:
    """The log as it was afterwards."""
    yield
    operation.log.detail = "off"


async def ask(client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture, detail: Detail) -> list[logging.LogRecord]:
    """Ask for what tells something, and give what is logged of it."""
    operation.log.detail = detail
    with caplog.at_level(logging.INFO, logger="castalia.requests"):
        for path in ("/search?q=secret", "/api/v1/search?q=secret%0d%0aforged", "/docs/3.13/secret.html", "/secret"):
            await client.get(path)
    return [record for record in caplog.records if record.name == "castalia.requests"]


@pytest.mark.usefixtures("detail")
async def test_by_default_no_request_is_logged(client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    assert await ask(client, caplog, "off") == []


@pytest.mark.usefixtures("detail")
async def test_paths_are_logged_without_what_was_asked(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    records = await ask(client, caplog, "paths")
    targets = [record.__dict__["facts"]["target"] for record in records]

    assert targets[:3] == ["/search", "/api/v1/search", "/docs/{edition}/{path:path}"]
    assert "secret" not in "".join(JsonFormatter().format(record) for record in caplog.records)


@pytest.mark.usefixtures("detail")
async def test_queries_are_logged_in_one_line_for_who_wants_them(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    records = await ask(client, caplog, "queries")
    lines = [ConsoleFormatter().format(record) for record in records]

    assert [line.count("\n") for line in lines] == [0] * 4
    assert "GET /api/v1/search?q=secret%0d%0aforged 200" in lines[1]
    assert OWN.search(lines[1])


@pytest.mark.usefixtures("detail")
async def test_a_record_for_programs_holds_the_facts(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    record = (await ask(client, caplog, "paths"))[0]
    facts = json.loads(JsonFormatter().format(record))

    assert (facts["method"], facts["target"], facts["status"]) == ("GET", "/search", 200)
    assert facts["milliseconds"] > 0
    assert facts["level"] == "info"


def test_a_line_for_people_stays_one_line() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, "a\nb\x1b[31m %s", ("\u202e",), None)

    line = ConsoleFormatter().format(record)

    assert line.endswith(r"x: a\nb\x1b[31m \u202e" + (f" request={current_request()}" if current_request() else ""))


async def test_observers_hear_of_failures_and_of_mounts() -> None:
    heard: list[Observed] = []

    async def fail(_request: Request) -> PlainTextResponse:
        raise RuntimeError

    async def inner(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("x")

    routes = [Route("/fail", fail), Mount("/mount", app=Starlette(routes=[Route("/{secret}", inner)]))]
    app = ObservationMiddleware(Starlette(routes=routes), observers=[heard.append])
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://castalia.test") as client:
        for path in ("/fail", "/mount/secret", "/none"):
            await client.get(path)

    assert [each.status for each in heard] == [500, 200, 404]
    assert [each.route for each in heard] == ["/fail", "/{secret}", "none"]
