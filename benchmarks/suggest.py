"""What a suggestion costs beside `/health/live`: ``python -m benchmarks.suggest INDEX_FOLDER`` prints a table.

The service runs as people run it, in a process of its own; one client types queries letter by letter over one
connection and asks `/health/live` in turns, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.command_line import indexed_folder, reported
from benchmarks.harness import paired, quantile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPED = (
    "asyncio.TaskGroup",
    "list comprehension",
    "os.path.join",
    "how to read a file",
    "removeprefix",
    "jsno.dumps",
    "colections",
    "__init__",
    "with statement",
    "dataclass",
)
START_SECONDS = 30.0
OK = 200


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def service(home: Path) -> Iterator[http.client.HTTPConnection]:
    """Run the service over an index and give a connection to it."""
    port = free_port()
    command = [sys.executable, "-m", "castalia", "serve", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - The command is our own.
        command,
        env={**os.environ, "CASTALIA_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        end = perf_counter() + START_SECONDS
        while perf_counter() < end:
            try:
                ask(connection, "/health/live")
                break
            except OSError:
                connection.close()
                time.sleep(0.1)
        yield connection
        connection.close()
        process.terminate()


def ask(connection: http.client.HTTPConnection, address: str) -> float:
    """Ask for an address and give the seconds it took."""
    start = perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    if response.status != OK:
        message = f"{address} answered {response.status}"
        raise RuntimeError(message)
    return perf_counter() - start


def measure(home: Path, rounds: int) -> None:
    """Type everything so many times and print the table."""
    beginnings = [text[:length] for text in TYPED for length in range(1, len(text) + 1)]
    suggestions: list[float] = []
    lives: list[float] = []
    with service(home) as connection:
        first = ask(connection, "/api/v1/suggest?q=a")
        for _ in range(rounds):
            for typed in beginnings:
                lives.append(ask(connection, "/health/live"))
                suggestions.append(ask(connection, f"/api/v1/suggest?q={quote(typed)}"))
    print(f"first suggestion, which makes the array: {first * 1000:.0f} ms")
    for name, times in (("/health/live", lives), ("/api/v1/suggest", suggestions)):
        print(f"{name:16} p50 {quantile(times, 0.5) * 1000:.2f} ms, p95 {quantile(times, 0.95) * 1000:.2f} ms")
    print(f"ratio, measured in turns: {paired(suggestions, lives):.1f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=indexed_folder, help="the folder of an index in SQLite")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    measure(arguments.home, arguments.rounds)


if __name__ == "__main__":
    with reported():
        main()
