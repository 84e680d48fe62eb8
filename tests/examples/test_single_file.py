"""The example runs as it stands in its file, against a real server, and touches nothing when it is imported."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from tests.cli.program import PATIENCE, killed_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

EXAMPLE = Path(__file__).parents[2] / "examples" / "single_file.py"

IMPORT_ONLY = f"""
import runpy, sys

def refuse(event, arguments):
    if event.startswith("socket.connect") or (event == "open" and ".env" in str(arguments[0])):
        raise SystemExit(f"{{event}} {{arguments}} during the import")

sys.addaudithook(refuse)
runpy.run_path({str(EXAMPLE)!r}, run_name="example")
"""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run the example in a folder, on a free port, and give its address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POSTGRES_", "ENV"))}
    command, environment = [sys.executable, str(EXAMPLE)], {**kept, "PORT": "0"}
    with (
        subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as server,
        killed_after(PATIENCE, server),
    ):
        assert server.stderr is not None
        try:
            said = ""
            while not (running := re.search(r"running on (http://\S+)", said)):
                line = server.stderr.readline()
                assert line, said
                said += line
            yield running[1]
        finally:
            server.terminate()
            server.stderr.read()


def test_it_answers_with_the_folders_of_a_real_server(
    postgres_server: PostgresServer, postgres_settings: PostgresSettings, tmp_path: Path
) -> None:
    name = postgres_settings.name
    postgres_server.execute("CREATE TABLE folder (id integer PRIMARY KEY, name text NOT NULL)", database=name)
    postgres_server.execute("INSERT INTO folder VALUES (2, 'tutorial'), (1, 'library')", database=name)
    settings = {
        "POSTGRES_PASSWORD": postgres_server.password,
        "POSTGRES_HOST": postgres_server.host,
        "POSTGRES_PORT": postgres_server.port,
        "POSTGRES_DB_NAME": name,
    }
    lines = [f"{key}={value}\n" for key, value in settings.items()]
    (tmp_path / ".env").write_text("".join(lines), encoding="utf-8")

    with serve(tmp_path) as address:
        answer = httpx2.get(f"{address}/example/", timeout=30)

    assert answer.status_code == 200
    assert answer.json() == ["library", "tutorial"]


def test_importing_it_opens_and_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ENV=nonsense\n", encoding="utf-8")

    subprocess.run([sys.executable, "-c", IMPORT_ONLY], cwd=tmp_path, check=True, timeout=60)


def test_it_can_be_read_in_one_sitting() -> None:
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) <= 120
