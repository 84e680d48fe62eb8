"""How long ago a moment was that the index keeps, as people say it."""

from __future__ import annotations

from datetime import UTC, datetime

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

UNITS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))


def in_utc(moment: datetime) -> datetime:
    """Give a moment in UTC; SQLite keeps times without a zone, and they are meant in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def age(then: datetime, now: datetime | None = None) -> str:
    """Say how long ago something was, in the largest unit that fits."""
    seconds = int(((now or datetime.now(UTC)) - in_utc(then)).total_seconds())
    for size, unit in UNITS:
        count = seconds // size
        if count > 0:
            return f"{count:,} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
