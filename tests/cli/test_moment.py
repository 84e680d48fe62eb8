"""Moments as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from castalia.database.age import age, in_utc

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3_599, "59 minutes ago"),
        (3_600, "1 hour ago"),
        (86_399, "23 hours ago"),
        (86_400, "1 day ago"),
        (86_400 * 1_000, "1,000 days ago"),
    ],
)
def test_an_age_is_said_in_the_largest_unit_that_fits(seconds: int, said: str) -> None:
    assert age(NOON - timedelta(seconds=seconds), NOON) == said


@pytest.mark.parametrize(
    "moment", [NOON.replace(tzinfo=None), NOON, NOON.astimezone(timezone(timedelta(hours=9)))], ids=str
)
def test_a_moment_without_a_zone_is_meant_in_utc(moment: datetime) -> None:
    assert in_utc(moment) == NOON
    assert in_utc(moment).utcoffset() == timedelta(0)
