"""The name of each request, by which a response, the logs and a proxy's logs are brought together."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from starlette.types import Scope

HEADER = "X-Request-ID"

SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")
"""What is taken over from a client: nothing that could break a line of a log, or fill it."""

_current: ContextVar[str] = ContextVar("request id", default="")


def name_request(scope: Scope) -> str:
    """Give the request the name that it brought, if that is sane, or else a new one; it stays the current one."""
    brought = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    name = brought.decode("ascii") if SANE.fullmatch(brought) else uuid4().hex
    _current.set(name)
    return name


def current_request() -> str:
    """Give the name of the request that this task answers; empty outside of requests."""
    return _current.get()
