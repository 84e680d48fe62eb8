"""What runs beside the search in each process of the service: its door, its metrics, its log; set up by ``main``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.web.depends import db
from castalia.web.middleware.admission import Admission
from castalia.web.observation.request_log import RequestLog
from castalia.web.observation.service_metrics import ServiceMetrics

if TYPE_CHECKING:
    from collections.abc import Callable

    from castalia.config import Config
    from castalia.web.observation.observation import Observed


class Operation:
    """The operation of one process; until it is set up, it does what the defaults of the settings say."""

    def __init__(self) -> None:
        self.admission = Admission()
        self.metrics = ServiceMetrics(db)
        self.log = RequestLog()
        self.metrics_token: str | None = None
        self.admission.refused = self.metrics.refuse
        self.observers: list[Callable[[Observed], None]] = [self.metrics.observe, self.log]

    def setup(self, config: Config) -> None:
        """Follow a configuration."""
        self.admission.open(most=config.CASTALIA_MAX_REQUESTS, rate_limit=config.CASTALIA_RATE_LIMIT)
        self.log.detail = config.CASTALIA_LOG_REQUESTS
        token = config.CASTALIA_METRICS_TOKEN
        self.metrics_token = token.get_secret_value() if token else None

    def close(self) -> None:
        """Take back what this process says of itself."""
        self.metrics.close()


operation = Operation()
