"""``castalia serve --workers``: several processes over one index, none of which outlives or outweighs the command."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import castalia as castalia_package
from tests.cli.program import SECONDS, run, started, stop
from tests.cli.tea_documentation import write_documentation
from tests.cli.test_serve import fetch, get, ready_url
from tests.cli.test_workers import has_ended

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from typer.testing import Result

AT_LEAST = 8
"""So many connections in a row reach both workers, or nearly always."""

DOOMED_WORKERS = """
import os, signal, sys

# Whoever killed a worker from outside would have to be faster than it is.
if any("spawn_main" in word for word in sys.orig_argv):
    os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched through /proc")


def workers(process: subprocess.Popen[str]) -> list[int]:
    """Give the processes that serve for a command."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]


def python_path(folder: Path) -> str:
    """Give the path on which modules of a folder are found before all others, and then the package."""
    return os.pathsep.join((str(folder), str(Path(castalia_package.__file__).parents[1])))


def versions(url: str) -> set[str]:
    """Give what is indexed, as the worker says that takes the connection."""
    return {each["version"] for each in json.loads(fetch(f"{url}api/v1/versions"))["versions"]}


def asked(url: str) -> float:
    """Give how many requests for versions were answered, as the worker says that takes the connection."""
    name = r'castalia_request_seconds_count\{route="/api/v1/versions",status="200"\} (\S+)'
    [count] = re.findall(name, fetch(f"{url}metrics").decode())
    return float(count)


def until_counted(url: str, number: int) -> bool:
    """Ask until so many were counted: a worker may answer before it counts, and be asked through the other."""
    end = time.monotonic() + SECONDS
    while (count := asked(url)) < number and time.monotonic() < end:
        pass
    return count >= number


def until_all_see(url: str, expected: set[str]) -> bool:
    """Ask until every worker must have told of these versions: a process looks once a second."""
    end = time.monotonic() + SECONDS
    in_a_row = 0
    while in_a_row < AT_LEAST and time.monotonic() < end:
        in_a_row = in_a_row + 1 if versions(url) == expected else 0
    return in_a_row == AT_LEAST


def test_workers_share_an_index_and_see_a_new_version_soon(
    indexed: Callable[..., Result], home: Path, tmp_path: Path
) -> None:
    newer = write_documentation(tmp_path / "newer", release="3.14.0")
    with started(home, "serve", "--port", "0", "--workers", "2") as process:
        url = ready_url(process.stdout)
        before = [versions(url) for _ in range(AT_LEAST)]
        assert indexed("index", newer).exit_code == 0
        assert until_all_see(url, {"3.13", "3.14"})
        assert until_counted(url, 2 * AT_LEAST)
        counts = [asked(url) for _ in range(AT_LEAST)]
        pools = fetch(f"{url}metrics").decode()
        pids = workers(process)

        assert stop(process) == (0, "", "Castalia has stopped\n")

    assert before == [{"3.13"}] * AT_LEAST
    # Whichever worker is asked gives the numbers of both, so that they only grow.
    assert counts == sorted(counts)
    assert re.search(r'database_pool_size\{database="main",role="read"\} 8\.0', pools)
    assert len(pids) == 2
    assert all(has_ended(pid) for pid in pids)


def test_workers_share_an_index_in_postgresql(
    castalia: Callable[..., Result], tea: Path, home: Path, postgres_environment: dict[str, str], tmp_path: Path
) -> None:
    assert castalia("index", tea, **postgres_environment).exit_code == 0
    newer = write_documentation(tmp_path / "newer", release="3.14.0")

    with started(home, "serve", "--port", "0", "--workers", "2", **postgres_environment) as process:
        url = ready_url(process.stdout)
        before = [versions(url) for _ in range(AT_LEAST)]
        assert castalia("index", newer, **postgres_environment).exit_code == 0
        assert until_all_see(url, {"3.13", "3.14"})
        assert stop(process, signal.SIGTERM)[0] == 0

    assert before == [{"3.13"}] * AT_LEAST


@pytest.mark.usefixtures("indexed")
def test_a_worker_that_dies_is_replaced_and_a_killed_command_leaves_none_behind(home: Path) -> None:
    with started(home, "serve", "--port", "0", "--workers", "2") as process:
        url = ready_url(process.stdout)
        killed, other = workers(process)
        os.kill(killed, signal.SIGKILL)
        assert process.stderr is not None
        said = process.stderr.readline()
        answers = {get(f"{url}health/live").status_code for _ in range(4)}
        process.kill()
        process.wait(timeout=SECONDS)

        assert said == "castalia: a worker ended with exit code -9 and is replaced\n"
        assert answers == {200}
        assert has_ended(other)


@pytest.mark.usefixtures("indexed")
def test_a_worker_that_never_answers_ends_the_command(home: Path, tmp_path: Path) -> None:
    (tmp_path / "doomed").mkdir()
    (tmp_path / "doomed" / "sitecustomize.py").write_text(DOOMED_WORKERS)
    path = python_path(tmp_path / "doomed")
    finished = run(home, "serve", "--port", "0", "--workers", "2", PYTHONPATH=path)

    assert (finished.returncode, finished.stdout) == (3, "")
    assert finished.stderr == (
        "castalia: a worker ended with exit code -9 before it could answer; what it said stands above\n"
    )


@pytest.mark.usefixtures("indexed")
def test_the_service_follows_its_settings(home: Path) -> None:
    limits = {"CASTALIA_RATE_LIMIT": "1", "CASTALIA_TRUSTED_PROXIES": "127.0.0.1"}
    logs = {"CASTALIA_LOG_FORMAT": "json", "CASTALIA_LOG_REQUESTS": "paths"}
    with started(home, "serve", "--port", "0", **limits, **logs) as process:
        url = f"{ready_url(process.stdout)}search?q=secret"
        statuses = [
            get(url, **{"X-Forwarded-For": client, "X-Request-ID": "mine"}).status_code
            for client in ("192.0.2.7", "192.0.2.8", "192.0.2.7")
        ]
        _, _, stderr = stop(process)

    assert statuses == [200, 200, 429]
    records = [json.loads(line) for line in stderr.splitlines()[:-1]]
    assert [(each["request"], each["target"], each["status"]) for each in records] == [
        ("mine", "/search", 200),
        ("mine", "/search", 200),
        ("mine", "none", 429),
    ]
    assert "secret" not in stderr


def test_the_connections_of_all_workers_are_counted(
    castalia: Callable[..., Result], postgres_environment: dict[str, str], tea: Path, home: Path
) -> None:
    assert castalia("index", tea, **postgres_environment).exit_code == 0
    pools = {"POSTGRES_POOL_SIZE": "995"}
    with started(home, "serve", "--port", "0", "--workers", "2", **postgres_environment, **pools) as process:
        ready_url(process.stdout)
        _, _, stderr = stop(process)

    # Five more are for writing.
    assert "the pools may ask for 2000 connections" in stderr


@pytest.mark.usefixtures("indexed")
def test_a_setting_that_no_worker_can_follow_is_said_once(home: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden" / "opentelemetry"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").touch()
    path = python_path(hidden.parent)
    finished = run(home, "serve", "--port", "0", CASTALIA_WORKERS="2", CASTALIA_TRACES="yes", PYTHONPATH=path)

    assert (finished.returncode, finished.stdout) == (3, "")
    assert finished.stderr.startswith("castalia: CASTALIA_TRACES needs more packages")
    assert finished.stderr.count("\n") == 1
