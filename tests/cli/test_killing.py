"""`castalia index` killed at any moment leaves an index that answers as before, and the next run cleans up."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from castalia.database.embedded import embedded_database
from castalia.database.postgres import PostgresDatabase
from castalia.database.sets import GRACE, live_sets
from castalia.search.search import search
from tests.cli.program import run, started

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from castalia.database.database import Database

MOMENTS = 5
MANY_MOMENTS = 30
SHORTEST = 0.3
"""Seconds: before the first page is read; the longest time is that of a whole run."""


@dataclass(frozen=True)
class Place:
    """Where an index lies: the environment that says so to the program, and what opens it in this process."""

    environment: dict[str, str]
    database: Callable[[], Database]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, home: Path) -> Place:
    """A place in each database."""
    if request.param == "sqlite":
        return Place({}, lambda: embedded_database(home))
    settings = request.getfixturevalue("postgres_settings")
    return Place(request.getfixturevalue("postgres_environment"), lambda: PostgresDatabase(settings))


async def answers(database: Database) -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
    """Give the places that a search finds, with their snippets, and what can be searched with its size."""
    async with database.lifespan(), database.read_session() as session:
        results = (await search(session, "kettle", limit=50)).results
        sets = await live_sets(session)
    return [(each.path, each.snippet) for each in results], [(each.version, each.sections) for each in sets]


@pytest.mark.parametrize("times", [MOMENTS, pytest.param(MANY_MOMENTS, marks=pytest.mark.soak)])
def test_a_killed_run_leaves_the_previous_index_whole(times: int, home: Path, handbook: Path, place: Place) -> None:
    began = time.monotonic()
    assert run(home, "index", handbook, **place.environment).returncode == 0
    # A run that replaces a set takes as much longer as it waits for searches that began with the old one.
    longest = time.monotonic() - began + GRACE.total_seconds()
    before = asyncio.run(answers(place.database()))
    moments = random.Random(handbook.name)  # noqa: S311 - Any moments will do, the same ones each time.

    for _ in range(times):
        with started(home, "index", handbook, "--force", **place.environment) as process:
            time.sleep(moments.uniform(SHORTEST, longest))
            process.kill()
        assert asyncio.run(answers(place.database())) == before

    assert run(home, "index", handbook, "--force", **place.environment).returncode == 0
    assert asyncio.run(answers(place.database())) == before
    assert before[1][0][0] == "3.1"
