"""A database comes in; OpenTelemetry spans of its statements and metrics of its pools go out.

It needs ``opentelemetry-api``, and nothing else imports it. The instrumentation that the OpenTelemetry
project maintains refuses SQLAlchemy 2.1, and knows neither roles nor waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opentelemetry import metrics, trace
from opentelemetry.metrics import CallbackOptions, Observation
from sqlalchemy import event

from castalia.database.failures import classify
from castalia.database.observation import watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.metrics import Meter, MeterProvider
    from opentelemetry.trace import Span, Tracer, TracerProvider
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncEngine

    from castalia.database.database import Database
    from castalia.database.engines import Role

SCOPE = "castalia.database"


def instrument(
    database: Database, *, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None
) -> None:
    """Trace and measure a database, from its ``setup()`` on; the names are OpenTelemetry's conventions.

    Args:
        database: The database, set up or not.
        tracer_provider: Where spans go; else the provider of the process, which keeps none by default.
        meter_provider: Where metrics go; likewise.
    """
    tracer = trace.get_tracer(SCOPE, tracer_provider=tracer_provider)
    meter = metrics.get_meter(SCOPE, meter_provider=meter_provider)
    recorder = _Instruments(meter)
    _observe_pools(meter, database)

    def watch_engine(engine: AsyncEngine, role: Role) -> None:
        _Spans(tracer, engine.sync_engine, role).listen()
        watch(engine, _Recorder(recorder, role))

    database.observe(watch_engine)


class _Spans:
    """Makes a span of each statement, without its parameters.

    Args:
        tracer: Makes spans.
        engine: Executes the statements.
        role: What the engine is for.
    """

    def __init__(self, tracer: Tracer, engine: Engine, role: Role) -> None:
        self._tracer = tracer
        self._engine = engine
        self._attributes = {
            "db.system.name": engine.dialect.name,
            "db.client.connection.pool.name": role,
            "db.namespace": engine.url.database or "",
        }

    def listen(self) -> None:
        """Follow the engine's statements."""
        event.listen(self._engine, "before_cursor_execute", self._start)
        event.listen(self._engine, "after_cursor_execute", self._end)
        event.listen(self._engine, "handle_error", self._fail)

    def _start(self, *arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives six arguments.
        statement, execution = arguments[2], arguments[4]
        operation = statement.split(None, 1)[0].upper() if statement else "QUERY"
        texts = {"db.operation.name": operation, "db.query.text": statement}
        name = f"{operation} {self._attributes['db.namespace']}".strip()
        execution.watch_span = self._tracer.start_span(
            name, kind=trace.SpanKind.CLIENT, attributes={**self._attributes, **texts}
        )

    def _end(self, *arguments: Any) -> None:  # noqa: ANN401 - See above.
        arguments[4].watch_span.end()

    def _fail(self, context: ExceptionContext) -> None:
        span: Span | None = getattr(context.execution_context, "watch_span", None)
        if span is not None:
            # The exception's text holds the parameters of its statement; its kind is enough.
            kind = classify(context.sqlalchemy_exception or context.original_exception)
            span.set_attribute("error.type", kind.value)
            span.set_status(trace.StatusCode.ERROR, kind.value)
            span.end()


class _Instruments:
    def __init__(self, meter: Meter) -> None:
        self.operations = meter.create_histogram(
            "db.client.operation.duration", unit="s", description="How long a statement took"
        )
        self.waits = meter.create_histogram(
            "db.client.connection.wait_time", unit="s", description="How long a connection was waited for"
        )
        self.failures = meter.create_counter(
            "db.client.operation.failures", description="Statements that failed or got no connection"
        )


class _Recorder:
    def __init__(self, instruments: _Instruments, role: Role) -> None:
        self._instruments = instruments
        self._attributes = {"db.client.connection.pool.name": role}

    def waited(self, seconds: float) -> None:
        self._instruments.waits.record(seconds, self._attributes)

    def executed(self, seconds: float) -> None:
        self._instruments.operations.record(seconds, self._attributes)

    def failed(self, error: Exception) -> None:
        self._instruments.failures.add(1, {**self._attributes, "error.type": classify(error).value})


def _observe_pools(meter: Meter, database: Database) -> None:
    def stats() -> Iterator[tuple[dict[str, str], Any]]:
        for role, pool in database.stats().items() if database.is_set_up else ():
            yield {"db.client.connection.pool.name": role}, pool

    def count(_: CallbackOptions) -> Iterator[Observation]:
        for name, pool in stats():
            yield Observation(pool.in_use, {**name, "db.client.connection.state": "used"})

    def most(_: CallbackOptions) -> Iterator[Observation]:
        return (Observation(pool.size, name) for name, pool in stats())

    def pending(_: CallbackOptions) -> Iterator[Observation]:
        return (Observation(pool.waiting, name) for name, pool in stats())

    meter.create_observable_up_down_counter("db.client.connection.count", [count])
    meter.create_observable_up_down_counter("db.client.connection.max", [most])
    meter.create_observable_up_down_counter("db.client.connection.pending_requests", [pending])
