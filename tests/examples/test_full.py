"""The full example runs its own tests, as whoever copies it would, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from castalia.database.settings import PostgresSettings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "full"


def run_tests(folder: Path, settings: dict[str, str]) -> str:
    """Run the example's tests in a process of their own, in an empty folder, and give what pytest says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POSTGRES_", "SQLITE_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(EXAMPLE)])
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    answer = subprocess.run(
        [*command, str(EXAMPLE / "test_notes.py")],
        cwd=folder,
        env={**kept, **settings, "PYTHONPATH": path},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_its_tests_pass_on_sqlite(tmp_path: Path) -> None:
    said = run_tests(tmp_path, {"SQLITE_FILE": str(tmp_path / "notes.db")})

    assert "6 passed" in said


def test_its_tests_pass_on_postgresql(tmp_path: Path, postgres_settings: PostgresSettings) -> None:
    assert postgres_settings.password is not None
    settings = {
        "POSTGRES_PASSWORD": postgres_settings.password.get_secret_value(),
        "POSTGRES_HOSTS": ",".join(postgres_settings.hosts),
        "POSTGRES_READ_HOSTS": ",".join(postgres_settings.hosts),
        "POSTGRES_DB_NAME": postgres_settings.name,
    }

    assert "6 passed" in run_tests(tmp_path, settings)
