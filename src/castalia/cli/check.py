"""What ``doctor`` finds out about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a thing is: ``warn`` can wait, ``fail`` cannot."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Args:
        name: What it is.
        status: How it is.
        detail: What was seen.
        advice: What to do, when something is to be done.
    """

    name: str
    status: Status
    detail: str
    advice: str = ""
