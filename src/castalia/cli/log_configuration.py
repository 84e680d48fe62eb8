"""A style of the log comes in; what ``logging.config.dictConfig`` takes goes out: everything on stderr."""

from __future__ import annotations

from typing import Any, Literal

Style = Literal["console", "json"]

FORMATTERS = {
    "console": "castalia.web.observation.log_format.ConsoleFormatter",
    "json": "castalia.web.observation.log_format.JsonFormatter",
}
"""By name, since the command line and the web do not know each other."""


def log_configuration(style: Style) -> dict[str, Any]:
    """Give the configuration of the service's log."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": FORMATTERS[style]}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"castalia.requests": {"level": "INFO"}},
    }
