"""Records of the log come in; lines for people or for programs go out, each with the name of its request."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from castalia.web.observation.request_id import current_request


class ConsoleFormatter(logging.Formatter):
    """Writes ``time level logger: message``, and the request's name at the end."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        request = current_request()
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        name = f" request={request}" if request else ""
        line = f"{moment} {record.levelname} {record.name}: {one_line(record.getMessage())}{name}"
        trace = _trace(self, record)
        return f"{line}\n{trace}" if trace else line


class JsonFormatter(logging.Formatter):
    """Writes a JSON object to a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        values: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": current_request() or None,
            **getattr(record, "facts", {}),
            "error": _trace(self, record) or None,
        }
        return json.dumps({name: value for name, value in values.items() if value is not None})


def one_line(text: str) -> str:
    """Escape what would begin another line, or command the terminal that shows the log."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""
