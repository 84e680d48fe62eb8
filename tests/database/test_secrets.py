"""The password is in nothing that a process prints, whatever fails and however much it logs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

PASSWORD = "Looking/Glass@7%: 3f"  # noqa: S105 - It opens nothing but an empty database of this test.
ROLE = "alice"

PROGRAM = "tests.database.failing_service"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def configuration(postgres_settings: PostgresSettings, postgres_server: PostgresServer) -> Iterator[dict[str, str]]:
    """The settings of a role that may sign in with the password."""
    postgres_server.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
    yield {
        "ENV": "production",
        "POSTGRES_HOST": postgres_server.host,
        "POSTGRES_PORT": str(postgres_server.port),
        "POSTGRES_USERNAME": ROLE,
        "POSTGRES_PASSWORD": PASSWORD,
        "POSTGRES_DB_NAME": postgres_settings.name,
    }
    postgres_server.execute(f"DROP ROLE {ROLE}")


def everything_printed(configuration: Mapping[str, str], folder: Path) -> str:
    """Run the program and give what it printed."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    ran = subprocess.run(
        [sys.executable, "-m", PROGRAM],
        env={**os.environ, **configuration, "PYTHONPATH": path, "NO_COLOR": "1"},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    return ran.stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"POSTGRES_PORT": "1"}, "cannot be reached", id="refused"),
        pytest.param({"POSTGRES_USERNAME": "nobody"}, "password authentication failed", id="wrong password"),
        pytest.param({"POSTGRES_DB_NAME": "missing"}, 'database "missing" does not exist', id="missing database"),
    ],
)
def test_the_password_is_in_nothing_that_is_printed(
    configuration: dict[str, str], tmp_path: Path, change: dict[str, str], said: str
) -> None:
    printed = everything_printed(configuration | change, tmp_path)

    assert said in printed
    assert "/search?q=tea: 503" in printed
    for form in (PASSWORD, quote(PASSWORD, safe=""), quote(PASSWORD), quote_plus(PASSWORD), repr(PASSWORD)[1:-1]):
        assert form not in printed
