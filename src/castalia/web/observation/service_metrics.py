"""How requests and searches went comes in; Prometheus' metrics of this process, or of all workers, go out.

Workers share their numbers through files in the folder that ``PROMETHEUS_MULTIPROC_DIR`` names, so
that whichever of them answers gives the sum of all; ``castalia serve --workers`` sees to that folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from castalia.database.metrics import BUCKETS, Metrics
from castalia.web.observation.index_state import IndexState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.database.database import Database
    from castalia.database.models import DocumentationSet
    from castalia.web.observation.observation import Observed

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where workers share their numbers; prometheus-client looks for it when it is imported."""


class ServiceMetrics:
    """The metrics of the service.

    Args:
        database: The database whose pools and statements are measured, set up or not.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._registry = registry = CollectorRegistry()
        self._shared = FOLDER in os.environ
        Metrics(registry).watch(database)
        self._requests = Histogram(
            "castalia_request_seconds",
            "How long requests took, by the pattern of their path and the status of the response",
            ("route", "status"),
            buckets=BUCKETS,
            registry=registry,
        )
        self._searches = Histogram(
            "castalia_search_seconds",
            "How long requests took that searched, by how the search ended",
            ("outcome",),
            buckets=BUCKETS,
            registry=registry,
        )
        self._stages = Histogram(
            "castalia_search_stage_seconds",
            "How long each stage of the searches took",
            ("stage",),
            buckets=BUCKETS,
            registry=registry,
        )
        self._refused = Counter(
            "castalia_refused_requests", "Requests that were not admitted", ("reason",), registry=registry
        )
        self._pools = self._pool_gauges() if self._shared else {}

    def observe(self, observed: Observed) -> None:
        """Count a request."""
        self._requests.labels(observed.route, observed.status).observe(observed.seconds)
        if observed.watch.outcome:
            self._searches.labels(observed.watch.outcome).observe(observed.seconds)
        for stage, seconds in observed.watch.seconds.items():
            self._stages.labels(stage).observe(seconds)
        self.share_pools()

    def refuse(self, reason: str) -> None:
        """Count a request that was not admitted."""
        self._refused.labels(reason).inc()

    def share_pools(self) -> None:
        """Write down how busy the pools of this worker are, for the worker that will be asked."""
        if not self._pools or not self._database.is_set_up:
            return
        for role, pool in self._database.stats().items():
            for name, gauge in self._pools.items():
                gauge.labels("main", role).set(getattr(pool, name))

    def close(self) -> None:
        """Take back what this process says of its present state."""
        if self._shared:
            mark_process_dead(os.getpid())  # type: ignore[no-untyped-call] # The package types the rest.

    def exposition(self, sets: Sequence[DocumentationSet] | None) -> bytes:
        """Give everything as Prometheus reads it.

        Args:
            sets: What is indexed; ``None`` when the database did not say.
        """
        counted = self._registry
        if self._shared:
            self.share_pools()
            forget_the_dead(Path(os.environ[FOLDER]))
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call] # As above.
        return generate_latest(counted) + generate_latest(IndexState(sets))

    @staticmethod
    def _pool_gauges() -> dict[str, Gauge]:
        texts = {
            "size": "The connections that a pool may have",
            "in_use": "The connections that are lent out",
            "waiting": "How many wait for a connection",
        }
        return {
            name: Gauge(f"database_pool_{name}", text, ("database", "role"), multiprocess_mode="livesum", registry=None)
            for name, text in texts.items()
        }


def forget_the_dead(folder: Path) -> None:
    """Take back the present state of workers that were killed; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not is_running(int(pid)):
            mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call] # As above.


def is_running(pid: int) -> bool:
    """Tell whether there is a process of this number; where that cannot be asked without harm, it is taken to be."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
