"""How a request went comes in; one record of the log goes out, without what was asked unless somebody wants that."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from castalia.web.observation.observation import Observed

logger = logging.getLogger("castalia.requests")

Detail = Literal["off", "paths", "queries"]


class RequestLog:
    """Logs requests, to a detail that can be changed.

    Args:
        detail: ``paths`` names the kind of page only, ``queries`` the whole address; ``off`` logs nothing.
    """

    def __init__(self, detail: Detail = "off") -> None:
        self.detail = detail

    def __call__(self, observed: Observed) -> None:
        """Log a request."""
        if self.detail == "off":
            return
        method, milliseconds = observed.scope["method"], round(observed.seconds * 1000, 1)
        target = address(observed) if self.detail == "queries" else observed.route
        facts = {"method": method, "target": target, "status": observed.status, "milliseconds": milliseconds}
        logger.info("%s %s %s %s ms", method, target, observed.status, milliseconds, extra={"facts": facts})


def address(observed: Observed) -> str:
    """Give the path and the query as they were sent: percent-encoded, so that they cannot break a line."""
    path: bytes = observed.scope.get("raw_path") or observed.scope["path"].encode("unicode_escape")
    query: bytes = observed.scope["query_string"]
    return (path.partition(b"?")[0] + (b"?" + query if query else b"")).decode("ascii", "backslashreplace")
