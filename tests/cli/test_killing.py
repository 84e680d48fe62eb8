"""`castalia index` killed at any moment leaves an index that answers as before, and the next run cleans up."""

from __future__ import annotations

import json
import random
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import run, started

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS = 5
MANY_MOMENTS = 30
SHORTEST = 0.3
"""Seconds: before the first page is read; the longest time is that of a whole run."""


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment that puts the index into each database."""
    if request.param == "sqlite":
        return {}
    environment: dict[str, str] = request.getfixturevalue("postgres_environment")
    return environment


@pytest.mark.parametrize("times", [MOMENTS, pytest.param(MANY_MOMENTS, marks=pytest.mark.soak)])
def test_a_killed_run_leaves_the_previous_index_whole(
    times: int, tmp_path: Path, handbook: Path, places: dict[str, str]
) -> None:
    home = tmp_path / "home"
    assert run(home, "index", handbook, **places).returncode == 0
    began = time.monotonic()
    assert run(home, "index", handbook, "--force", **places).returncode == 0
    longest = time.monotonic() - began
    before = json.loads(run(home, "search", "kettle", "--json", "--limit", "50", **places).stdout)
    first = json.loads(run(home, "versions", "--json", **places).stdout)["versions"]
    moments = random.Random(handbook.name)  # noqa: S311 - Any moments will do, the same ones each time.

    for _ in range(times):
        with started(home, "index", handbook, "--force", **places) as process:
            time.sleep(moments.uniform(SHORTEST, longest))
            process.kill()
        after = json.loads(run(home, "search", "kettle", "--json", "--limit", "50", **places).stdout)
        assert [result["path"] for result in after["results"]] == [result["path"] for result in before["results"]]

    assert run(home, "index", handbook, "--force", **places).returncode == 0
    listed = json.loads(run(home, "versions", "--json", **places).stdout)["versions"]
    assert [(each["version"], each["sections"]) for each in listed] == [("3.1", first[0]["sections"])]
