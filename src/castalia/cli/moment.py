"""A moment as the index keeps it comes in; what a user reads of it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.database.age import age, in_utc

if TYPE_CHECKING:
    from datetime import datetime


def local(moment: datetime) -> str:
    """Give date and time where the user is, and how long ago that was."""
    return f"{in_utc(moment).astimezone():%Y-%m-%d %H:%M} ({age(moment)})"
