"""Databases come in; Prometheus metrics of their pools, statements and failures go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from castalia.database.failures import classify
from castalia.database.observation import watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from prometheus_client import Metric
    from sqlalchemy.ext.asyncio import AsyncEngine

    from castalia.database.database import Database
    from castalia.database.engines import Role

LABELS = ("database", "role")

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds, from a query over a local socket to the longest that the settings allow."""


class Metrics(Collector):
    """The metrics of one process; each database that is watched is a label.

    Args:
        registry: Where they are collected; there is one ``Metrics`` in a registry.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._databases: dict[str, Database] = {}
        self._queries = Histogram(
            "database_query_seconds", "How long a statement took", LABELS, buckets=BUCKETS, registry=registry
        )
        self._waits = Histogram(
            "database_pool_wait_seconds",
            "How long a connection was waited for",
            LABELS,
            buckets=BUCKETS,
            registry=registry,
        )
        self._errors = Counter(
            "database_errors", "Statements that failed or got no connection", (*LABELS, "kind"), registry=registry
        )
        registry.register(self)

    def watch(self, database: Database, *, name: str = "main") -> None:
        """Measure a database, from its ``setup()`` on.

        Args:
            database: The database, set up or not.
            name: What the metrics call it.
        """
        self._databases[name] = database

        def watch_engine(engine: AsyncEngine, role: Role) -> None:
            labels = (name, role)
            watch(engine, _Recorder(self._waits.labels(*labels), self._queries.labels(*labels), self._errors, labels))

        database.observe(watch_engine)

    def collect(self) -> Iterator[Metric]:
        """Give the state of each pool at this moment."""
        size = GaugeMetricFamily("database_pool_size", "The connections that a pool may have", labels=LABELS)
        in_use = GaugeMetricFamily("database_pool_in_use", "The connections that are lent out", labels=LABELS)
        waiting = GaugeMetricFamily("database_pool_waiting", "How many wait for a connection", labels=LABELS)
        for name, database in self._databases.items():
            for role, pool in database.stats().items() if database.is_set_up else ():
                size.add_metric((name, role), pool.size)
                in_use.add_metric((name, role), pool.in_use)
                waiting.add_metric((name, role), pool.waiting)
        return iter((size, in_use, waiting))

    def exposition(self) -> bytes:
        """Give everything in the registry as Prometheus reads it."""
        return generate_latest(self._registry)

    def install(self, app: FastAPI, path: str = "/metrics") -> None:
        """Let an application answer with the metrics; they tell nothing of rows, but are not for everybody."""

        async def metrics() -> Response:
            """Give the metrics."""
            return Response(self.exposition(), media_type=CONTENT_TYPE_LATEST)

        app.add_api_route(path, metrics, include_in_schema=False, response_model=None)


class _Recorder:
    def __init__(self, waits: Histogram, queries: Histogram, errors: Counter, labels: tuple[str, str]) -> None:
        self.waited: Callable[[float], None] = waits.observe
        self.executed: Callable[[float], None] = queries.observe
        self._errors = errors
        self._labels = labels

    def failed(self, error: Exception) -> None:
        self._errors.labels(*self._labels, classify(error).value).inc()
