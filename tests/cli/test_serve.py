"""``castalia serve`` as a process: ready when it says so, stopped in good order, clear when it cannot start."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import sqlite3
import time
from typing import IO, TYPE_CHECKING

import httpx2
import pytest

from tests.cli.program import SECONDS, run, started, stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    from tests.servers.postgres import PostgresServer

READY = re.compile(r"Castalia is ready: (http://127\.0\.0\.1:\d+/)\n")


def ready_url(stdout: IO[str] | None) -> str:
    """Wait for the line that says that it is ready, and give its address."""
    assert stdout is not None
    line = stdout.readline()
    ready = READY.fullmatch(line)
    assert ready, line
    return ready[1]


def get(url: str, **headers: str) -> httpx2.Response:
    """Ask a service that may have to search for the first time on a busy machine."""
    return httpx2.get(url, headers=headers, timeout=30, trust_env=False)


def fetch(url: str) -> bytes:
    """Give the body of an answer."""
    return get(url).raise_for_status().content


def fetch_ready(url: str) -> bytes:
    """Give what a service says once it is ready; its check waits a second, which a busy machine may need longer for."""
    end = time.monotonic() + SECONDS
    while (answer := get(f"{url}health/ready")).status_code != 200 and time.monotonic() < end:
        pass
    return answer.content


@pytest.mark.usefixtures("indexed")
def test_it_answers_from_the_moment_it_prints_its_address(home: Path) -> None:
    with started(home, "serve", "--port", "0") as process:
        url = ready_url(process.stdout)

        assert b"<form" in fetch(url)
        found = json.loads(fetch(f"{url}api/v1/search?q=kettle.boil"))
        assert found["results"][0]["path"] == "library/kettle.html#kettle.boil"


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_in_good_order(by: signal.Signals, home: Path) -> None:
    with started(home, "serve", "--port", "0") as process:
        ready_url(process.stdout)

        assert stop(process, by) == (0, "", "Castalia has stopped\n")


@pytest.mark.usefixtures("indexed")
def test_queries_are_not_logged(home: Path) -> None:
    with started(home, "serve", "--port", "0") as process:
        fetch(f"{ready_url(process.stdout)}search?q=secret")

        _, _, stderr = stop(process)
        assert "secret" not in stderr


@pytest.mark.usefixtures("indexed")
def test_queries_are_logged_when_asked_for(home: Path) -> None:
    with started(home, "serve", "--port", "0", "--access-log") as process:
        fetch(f"{ready_url(process.stdout)}search?q=secret")

        _, stdout, stderr = stop(process)
        assert (stdout, "q=secret" in stderr) == ("", True)


def test_a_port_in_use_is_said_before_anything_is_obtained(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        finished = run(home, "serve", "--port", str(port))

    assert (finished.returncode, finished.stdout) == (3, "")
    assert finished.stderr.startswith(f"castalia: port {port} of 127.0.0.1 is in use")
    assert finished.stderr.count("\n") == 1


def test_what_the_api_answers_is_what_the_command_prints(indexed: Callable[..., Result], home: Path) -> None:
    printed = json.loads(indexed("search", "--json", "kettle").stdout)

    with started(home, "serve", "--port", "0") as process:
        answered = json.loads(fetch(f"{ready_url(process.stdout)}api/v1/search?q=kettle"))

    assert {**printed, "took_ms": 0} == {**answered, "took_ms": 0}


def test_an_index_of_postgresql_is_made_searched_and_served(
    castalia: Callable[..., Result], tea: Path, home: Path, postgres_environment: dict[str, str]
) -> None:
    assert castalia("index", tea, **postgres_environment).exit_code == 0
    assert castalia("doctor", **postgres_environment).exit_code == 0

    with started(home, "serve", "--port", "0", **postgres_environment) as process:
        answered = json.loads(fetch(f"{ready_url(process.stdout)}api/v1/search?q=kettle.boil"))
        assert stop(process)[0] == 0

    assert answered["results"][0]["path"] == "library/kettle.html#kettle.boil"


def test_it_starts_where_the_index_can_only_be_read_as_on_a_standby_without_a_primary(
    castalia: Callable[..., Result],
    tea: Path,
    home: Path,
    postgres_environment: dict[str, str],
    postgres_server: PostgresServer,
) -> None:
    assert castalia("index", tea, **postgres_environment).exit_code == 0
    name = postgres_environment["POSTGRES_DB_NAME"]
    postgres_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    with started(home, "serve", "--port", "0", **postgres_environment) as process:
        url = ready_url(process.stdout)
        found, ready = json.loads(fetch(f"{url}api/v1/search?q=kettle.boil")), json.loads(fetch_ready(url))
        _, _, stderr = stop(process)

    assert found["results"][0]["path"] == "library/kettle.html#kettle.boil"
    assert ready == {"status": "ready"}
    assert "waiting" not in stderr


def test_an_index_of_another_format_is_spoken_of_at_once_with_the_command_that_builds_it_again(
    castalia: Callable[..., Result], home: Path, tea: Path
) -> None:
    assert castalia("index", tea).exit_code == 0
    write_as_another_version(home)

    with started(home, "serve", "--port", "0") as process:
        answer = get(f"{ready_url(process.stdout)}search?q=kettle")
        _, _, stderr = stop(process)

    assert answer.status_code == 503
    assert "castalia index --force" in answer.text
    said, command, _ = stderr.splitlines()[:3]
    assert said.startswith("castalia: the index has format 1, this version of Castalia reads format ")
    assert command.split() == ["castalia", "index", "--force", str(tea)]
    assert castalia(*command.split()[1:]).exit_code == 0
    assert castalia("search", "kettle").exit_code == 0


def write_as_another_version(home: Path) -> None:
    """Give the index the number of another format, as its writer would have."""
    with contextlib.closing(sqlite3.connect(home / "index.db")) as connection, connection:
        connection.execute("UPDATE index_metadata SET value = 1 WHERE name = 'format'")
        connection.execute("UPDATE documentation_set SET index_format = 1")
