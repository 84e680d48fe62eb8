"""Spans: one for each request with its statements below it, joined to the caller's, without what was asked."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import httpx2
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from castalia.web.depends import db
from castalia.web.main import fast_api
from castalia.web.traced import Traced, from_environment
from tests.cli.program import run, started, stop
from tests.cli.tea_documentation import write_documentation
from tests.cli.test_serve import fetch, ready_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from opentelemetry.sdk.trace import ReadableSpan

pytestmark = pytest.mark.anyio

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with a small index."""
    folder = tmp_path_factory.mktemp("traced")
    assert run(folder / "home", "index", write_documentation(folder / "tea")).returncode == 0
    return folder / "home"


@pytest.fixture
async def client(
    spans: InMemorySpanExporter, home: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the traced service."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("ENV", "")
    monkeypatch.setenv("CASTALIA_HOME", str(home))
    # What watches the one database of the service must not outlive this test.
    monkeypatch.setattr(db, "_watchers", [])
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    app = Traced(fast_api, lambda: provider)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(fast_api.router.lifespan_context(fast_api))
        app.trace(provider)
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        yield await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url="http://castalia.test"))


def named(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    [span] = [each for each in spans.get_finished_spans() if each.name == name]
    return span


async def test_a_request_is_a_span_of_its_caller_and_its_statements_are_below_it(
    client: httpx2.AsyncClient, spans: InMemorySpanExporter
) -> None:
    await client.get("/api/v1/search?q=kettle", headers={"traceparent": CALLER})

    request = named(spans, "GET /api/v1/search")
    statements = [each for each in spans.get_finished_spans() if each.kind is SpanKind.CLIENT]
    assert (request.kind, request.attributes and request.attributes["http.response.status_code"]) == (
        SpanKind.SERVER,
        200,
    )
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" in CALLER
    assert statements
    assert {each.parent and each.parent.span_id for each in statements} == {request.context.span_id}


async def test_no_span_holds_what_was_asked(client: httpx2.AsyncClient, spans: InMemorySpanExporter) -> None:
    for path in ("/search?q=secret", "/api/v1/symbols/secret", "/docs/3.13/secret.html", "/secret"):
        await client.get(path, headers={"Referer": "http://x/?q=secret"})

    told = [each.to_json() for each in spans.get_finished_spans()]
    assert len(told) > 4
    assert [text for text in told if "secret" in text] == []


def test_the_provider_of_the_service_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_SERVICE_NAME", raising=False)
    provider = from_environment()
    provider.shutdown()

    assert provider.resource.attributes["service.name"] == "castalia"


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector that keeps what it gets."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


def test_a_service_sends_its_spans_to_the_collector_before_it_ends(
    home: Path, collector: tuple[str, list[bytes]]
) -> None:
    address, received = collector
    settings = {"CASTALIA_TRACES": "yes", "OTEL_EXPORTER_OTLP_ENDPOINT": address}
    with started(home, "serve", "--port", "0", **settings) as process:
        fetch(f"{ready_url(process.stdout)}search?q=secret")
        assert stop(process)[0] == 0

    told = b"".join(received)
    assert b"GET /search" in told
    assert b"secret" not in told
