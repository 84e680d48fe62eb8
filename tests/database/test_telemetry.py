"""What a collector of OpenTelemetry learns of a database, and what it must not learn."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import exc, text

from castalia.database.telemetry import instrument
from tests.database.notes import Note, create_notes, texts

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio


class Collector:
    """Keeps in memory what a database tells."""

    def __init__(self, database: Database) -> None:
        self._spans = InMemorySpanExporter()
        self._metrics = InMemoryMetricReader()
        self.tracing = TracerProvider(shutdown_on_exit=False)
        self.tracing.add_span_processor(SimpleSpanProcessor(self._spans))
        metering = MeterProvider([self._metrics], shutdown_on_exit=False)
        instrument(database, tracer_provider=self.tracing, meter_provider=metering)

    def spans(self) -> list[ReadableSpan]:
        """Give the spans that have ended."""
        return list(self._spans.get_finished_spans())

    def points(self, name: str) -> list[Any]:
        """Give the data points of one metric."""
        data = self._metrics.get_metrics_data()
        assert data is not None
        scopes = [scope for resource in data.resource_metrics for scope in resource.scope_metrics]
        return [
            point
            for scope in scopes
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        ]


@pytest.fixture
async def collector(database: Database) -> Collector:
    await create_notes(database)
    return Collector(database)


async def test_a_statement_is_a_span_with_its_text_and_role(database: Database, collector: Collector) -> None:
    await texts(database)

    (span,) = collector.spans()
    assert span.attributes is not None
    assert span.name.startswith("SELECT ")
    assert span.attributes["db.operation.name"] == "SELECT"
    assert span.attributes["db.client.connection.pool.name"] == "read"
    assert str(span.attributes["db.query.text"]).startswith("SELECT note.text")


async def test_a_span_is_a_child_of_the_request_s(database: Database, collector: Collector) -> None:
    with collector.tracing.get_tracer("test").start_as_current_span("request") as request:
        await texts(database)

    inner = collector.spans()[0]
    assert inner.parent is not None
    assert inner.parent.span_id == request.get_span_context().span_id


async def test_no_value_of_a_row_reaches_a_span(database: Database, collector: Collector) -> None:
    with pytest.raises(exc.IntegrityError):
        async with database.transaction() as session:
            session.add_all([Note(id=1, text="confidential"), Note(id=1, text="private")])

    told = "".join(span.to_json() for span in collector.spans())
    assert "INSERT" in told
    assert "confidential" not in told
    assert "private" not in told


async def test_a_failed_statement_is_a_span_with_its_kind(database: Database, collector: Collector) -> None:
    with pytest.raises(exc.IntegrityError):
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO note (id, text) VALUES (1, NULL)"))

    span = collector.spans()[-1]
    assert span.attributes is not None
    assert span.attributes["error.type"] == "integrity"
    assert not span.status.is_ok
    (failures,) = collector.points("db.client.operation.failures")
    assert failures.value == 1


async def test_pools_and_times_are_metrics(database: Database, collector: Collector) -> None:
    async with database.read_session() as session:
        before = sum(point.count for point in collector.points("db.client.operation.duration"))
        await session.execute(text("SELECT 1"))
        used = {
            point.attributes["db.client.connection.pool.name"]: point.value
            for point in collector.points("db.client.connection.count")
        }

    assert used == {"write": 0, "read": 1}
    assert sum(point.count for point in collector.points("db.client.operation.duration")) > before
    assert [point.count for point in collector.points("db.client.connection.wait_time")] == [1]


def test_an_application_that_traces_nothing_imports_no_sdk_and_no_telemetry_of_ours() -> None:
    program = "import sys, castalia.web.main; print('castalia.database.telemetry' in sys.modules)"

    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)

    assert output.stdout.strip() == "False"
