"""What is indexed comes in; metrics of it, which are the same whichever worker is asked, go out."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from castalia import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from castalia.database.models import DocumentationSet

LABELS = ("project", "version")


class IndexState(Collector):
    """The state of the index at one moment; made anew for each answer, so that what is gone is gone.

    Args:
        sets: What is indexed; ``None`` when the database did not say.
    """

    def __init__(self, sets: Sequence[DocumentationSet] | None) -> None:
        self._sets = sets

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the metrics."""
        build = GaugeMetricFamily("castalia_build_info", "The version of Castalia", labels=("version",))
        build.add_metric((__version__,), 1)
        yield build
        yield GaugeMetricFamily(
            "castalia_database_up", "Whether the database answered just now", value=int(self._sets is not None)
        )
        generation = GaugeMetricFamily(
            "castalia_index_generation",
            "The number of the live index of a version; a newer one is higher",
            labels=LABELS,
        )
        moment = GaugeMetricFamily(
            "castalia_index_timestamp_seconds", "When a version was indexed, in Unix time", labels=LABELS
        )
        sections = GaugeMetricFamily("castalia_index_sections", "The sections of a version", labels=LABELS)
        for each in self._sets or ():
            labels = (each.project, each.version)
            generation.add_metric(labels, each.id)
            # SQLite keeps times without a zone, and they are meant in UTC.
            moment.add_metric(labels, each.indexed_at.replace(tzinfo=each.indexed_at.tzinfo or UTC).timestamp())
            sections.add_metric(labels, each.sections)
        yield from (generation, moment, sections)
