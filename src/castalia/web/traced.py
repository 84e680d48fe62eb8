"""The service with spans: ``castalia.web.traced:fast_api`` is the one of ``main``, watched by OpenTelemetry.

It needs the extra ``otel``, and nothing imports it. FastAPI's own spans hold the whole address, and with it what
readers ask; these hold the pattern of the path. Where they go is said with OpenTelemetry's variables.
"""

from __future__ import annotations

import asyncio
import os
from http import HTTPStatus
from typing import TYPE_CHECKING

from opentelemetry import propagate
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from starlette.datastructures import Headers

from castalia import __version__
from castalia.database.telemetry import instrument
from castalia.web import main
from castalia.web.addresses import route_pattern
from castalia.web.depends import db

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.trace import Span, Tracer
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCOPE = "castalia.web"

FLUSH_SECONDS = 5.0
"""How long the last spans may take to leave; a collector that is away must not hold the end of the service."""


class Traced:
    """An application whose requests are spans, and the statements of its database their children.

    Args:
        app: The application.
        provide: Makes what takes the spans, when the application starts.
    """

    def __init__(self, app: ASGIApp, provide: Callable[[], TracerProvider]) -> None:
        self._app = app
        self._provide = provide
        self._tracer: Tracer | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in a span, or live a life with a place for spans."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] == "http" and self._tracer is not None:
            await self._answer(self._tracer, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def trace(self, provider: TracerProvider) -> None:
        """Send spans there from now on."""
        instrument(db, tracer_provider=provider)
        self._tracer = provider.get_tracer(SCOPE, __version__)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        provider = self._provide()
        self.trace(provider)
        try:
            await self._app(scope, receive, send)
        finally:
            self._tracer = None
            await asyncio.wait([asyncio.ensure_future(asyncio.to_thread(provider.shutdown))], timeout=FLUSH_SECONDS)

    async def _answer(self, tracer: Tracer, scope: Scope, receive: Receive, send: Send) -> None:
        parent = propagate.extract(Headers(scope=scope))
        with tracer.start_as_current_span(scope["method"], context=parent, kind=SpanKind.SERVER) as span:

            async def send_on(message: Message) -> None:
                if message["type"] == "http.response.start":
                    describe(span, scope, status=message["status"])
                await send(message)

            await self._app(scope, receive, send_on)


def describe(span: Span, scope: Scope, *, status: int) -> None:
    """Say in a span what was asked, by its pattern, and how it went; the names are OpenTelemetry's conventions."""
    route = route_pattern(scope)
    span.update_name(f"{scope['method']} {route}")
    answered = {"http.request.method": scope["method"], "http.route": route, "http.response.status_code": status}
    span.set_attributes(answered)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        span.set_status(Status(StatusCode.ERROR))


def from_environment() -> TracerProvider:
    """Make what sends spans to the collector that OpenTelemetry's variables name."""
    named = {SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", "castalia"), SERVICE_VERSION: __version__}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


fast_api = Traced(main.fast_api, from_environment)
