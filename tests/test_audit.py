"""The audit of the locks: it tells what is vulnerable, and says aloud when it could not ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent

LOCK = """
# A comment.
harmless==1.0 \\
    --hash=sha256:00
leaky[extra]==2.0 ; python_version >= "3.11" \\
    --hash=sha256:01
"""


def audit(service: str, lock: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "audit.py"), str(lock)],
        env={**os.environ, "OSV_URL": service, "no_proxy": "*"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "lock.txt"
    path.write_text(LOCK, encoding="utf-8")
    return path


@pytest.fixture
def database() -> Iterator[str]:
    """A database of vulnerabilities that knows one, of ``leaky`` 2.0."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer a batch of queries."""
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            known = [{"vulns": [{"id": "TEST-1"}]} if each["version"] == "2.0" else {} for each in asked]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": known}).encode())

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_vulnerable_package_fails_the_check_with_its_name(database: str, lock: Path) -> None:
    finished = audit(database, lock)

    assert finished.returncode == 1
    assert finished.stderr == "leaky 2.0 has known vulnerabilities: TEST-1; see https://osv.dev\n"
    assert finished.stdout == "2 dependencies audited, 1 of them vulnerable\n"


def test_without_a_network_the_audit_is_skipped_aloud(lock: Path, free_tcp_port: int) -> None:
    finished = audit(f"http://127.0.0.1:{free_tcp_port}", lock)

    assert (finished.returncode, finished.stdout) == (0, "")
    assert finished.stderr.startswith("SKIPPED: the audit of 2 dependencies, since http://127.0.0.1")


@pytest.mark.parametrize("name", ["runtime", "build", "development"])
def test_every_pin_of_a_lock_is_asked_about(name: str, free_tcp_port: int) -> None:
    path = ROOT / "requirements" / f"{name}.txt"
    pins = {
        line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if "==" in line and line[0] != " "
    }

    assert f"the audit of {len(pins)} dependencies" in audit(f"http://127.0.0.1:{free_tcp_port}", path).stderr
