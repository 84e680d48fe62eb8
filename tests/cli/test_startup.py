"""What a cold search brings into memory: what it needs, and nothing of the web, of agents or of PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import castalia
from tests.cli.program import environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

SEARCH = """
import json, sys
from castalia.cli.main import app
sys.argv = ["castalia", "search", *{arguments}]
try:
    app()
except SystemExit as done:
    assert done.code in (None, 0), done.code
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""

WEB = {"fastapi", "starlette", "jinja2", "uvicorn", "httpx2", "prometheus_client"}
OTHERS = {"mcp", "mcp_types", "nh3", "markdownify", "bs4", "asyncpg", "opentelemetry", "dask", "webbrowser"}
STYLES = {"rich", "pygments"}


def imported(home: Path, *arguments: str) -> set[str]:
    """Give the packages that a search has imported in the end."""
    ran = subprocess.run(
        [sys.executable, "-c", SEARCH.format(arguments=list(arguments))],
        env=environment(home, {}),
        cwd=home.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("kettle.boil",), ("--json", "wait", "for", "minutes")])
def test_a_search_imports_nothing_that_it_does_not_need(
    arguments: tuple[str, ...], home: Path, indexed: Callable[..., Result]
) -> None:
    assert indexed("versions").exit_code == 0

    assert imported(home, *arguments) & (WEB | OTHERS | STYLES) == set()


@pytest.mark.soak
def test_a_cold_search_takes_two_and_a_half_times_its_libraries_at_most() -> None:
    package = Path(castalia.__file__).parents[1]
    script = package.parent / "benchmarks" / "startup.py"

    ran = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import castalia; print(*(set(sys.modules) - before))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert ran.stdout.split() == ["castalia"]
