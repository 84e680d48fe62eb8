"""How the service bears up: ``python -m benchmarks.load FOLDER`` serves the index in it and prints what it can do.

Everything is asked in one run and in turns, so that a busy machine disturbs all alike, and is given as a ratio to
``/health/live`` or to a route that selects 15 rows. The service is one process; this one asks it over the loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, cycle
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import uvloop

from benchmarks.command_line import indexed_folder, reported
from benchmarks.harness import quantile
from benchmarks.http_client import Answer, Client, crowd
from benchmarks.queries import add_argument, read_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIVE = "/health/live"
ROWS = "/benchmark/rows"
OK = 200
NOT_FOUND = 404
BUSY = 503
REPEATED = 8
WARM_UP = 20
ENOUGH = 300
"""So many requests at least tell a 95th percentile."""

MEGABYTE = 1024

IDLE = 0.1
"""Seconds of CPU time within two, below which a process counts as idle."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: its port and the number of its process."""

    port: int
    process: int

    def memory(self) -> int:
        """Give the megabytes that it holds now, where the system tells."""
        status = Path(f"/proc/{self.process}/status")
        text = status.read_text(encoding="utf-8") if status.exists() else ""
        return int(text.partition("VmRSS:")[2].split()[0]) // MEGABYTE if text else 0

    def spent(self) -> float:
        """Give the seconds of CPU time that it has taken so far, where the system tells."""
        status = Path(f"/proc/{self.process}/stat")
        fields = status.read_text(encoding="utf-8").rpartition(")")[2].split() if status.exists() else ["0"] * 13
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(home: Path) -> Iterator[Service]:
    """Serve an index from a process of its own."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    port = listener.getsockname()[1]
    # Only the service holds the socket then: when it dies, whoever asks is refused, and does not wait for ever.
    with listener:
        process = subprocess.Popen(  # noqa: S603 - Our own module.
            [sys.executable, "-m", "benchmarks.load_service", str(listener.fileno())],
            pass_fds=[listener.fileno()],
            env={**os.environ, "CASTALIA_HOME": str(home), "ENV": "", "CASTALIA_RATE_LIMIT": ""},
        )
    try:
        yield Service(port, process.pid)
    finally:
        process.terminate()
        process.wait()


class Paths:
    """What is asked.

    Args:
        queries: The queries.
        version: The version to search; the newest stable one when absent.
    """

    def __init__(self, queries: Iterable[str], version: str | None) -> None:
        self._queries = list(queries)
        self._chosen = {"version": version} if version else {}

    def __len__(self) -> int:
        return len(self._queries)

    def different(self) -> Iterator[str]:
        """Ask every query, and again for more results each time: no two paths are the same."""
        for limit in count(10):
            for query in self._queries:
                yield self.search(query, limit=min(limit, 100))

    def repeated(self) -> Iterator[str]:
        """Ask the same few again and again."""
        return cycle([self.search(query) for query in self._queries[:REPEATED]])

    def suggestions(self) -> Iterator[str]:
        """Ask what a query could become, letter by letter."""
        beginnings = (query[:length] for query in self._queries for length in range(2, min(len(query), 12)))
        return cycle(
            [f"/api/v1/suggest?{urlencode({'q': text, **self._chosen})}" for text in beginnings if text.strip()]
        )

    def search(self, query: str, *, limit: int = 10) -> str:
        """Give the address of a search."""
        return f"/api/v1/search?{urlencode({'q': query, 'limit': limit, **self._chosen})}"


async def alone(service: Service, paths: Paths, *, requests: int) -> str:
    """Let one client ask for each thing in turns."""
    asked = {
        LIVE: cycle([LIVE]),
        "15 rows": cycle([ROWS]),
        "search, all different": paths.different(),
        "search, repeated": paths.repeated(),
        "suggestions": paths.suggestions(),
    }
    client = Client(service.port)
    answers: dict[str, list[Answer]] = {name: [] for name in asked}
    for number in range(requests + WARM_UP):
        for name, each in asked.items():
            answer = await client.get(next(each))
            if number >= WARM_UP:
                answers[name].append(answer)
    client.close()
    live = quantile([answer.seconds for answer in answers[LIVE]], 0.5)
    lines = [
        "| One client | p50 ms | p95 ms | p50 by live | p95 by live p50 | errors |",
        "| --- " + "| ---: " * 5 + "|",
    ]
    for name, found in answers.items():
        half, most = (quantile([answer.seconds for answer in found], share) for share in (0.5, 0.95))
        wrong = sum(answer.status != OK for answer in found)
        cells = f"{half * 1e3:.2f} | {most * 1e3:.2f} | {half / live:.1f} | {most / live:.1f} | {wrong}"
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


async def together(service: Service, paths: Paths, *, connections: int, seconds: float, rounds: int) -> str:
    """Let several connections ask as fast as they can, for one thing after another."""
    asked: dict[str, Iterator[str]] = {
        LIVE: cycle([LIVE]),
        "15 rows": cycle([ROWS]),
        "search, all different": paths.different(),
        "search, repeated": paths.repeated(),
    }
    answers: dict[str, list[Answer]] = {name: [] for name in asked}
    spent = dict.fromkeys(asked, 0.0)
    for _ in range(rounds):
        for name, each in asked.items():
            found, took = await crowd(service.port, each, connections=connections, seconds=seconds)
            answers[name] += found
            spent[name] += took
    rates = {name: len(found) / spent[name] for name, found in answers.items()}
    heads = [
        f"{connections} connections",
        "requests/s",
        "of live",
        "of 15 rows",
        "p50 ms",
        "p99 ms",
        "p99/p50",
        "errors",
    ]
    lines = [f"| {' | '.join(heads)} |", "| --- " + "| ---: " * (len(heads) - 1) + "|"]
    for name, found in answers.items():
        half, most = (quantile([answer.seconds for answer in found], share) for share in (0.5, 0.99))
        wrong = sum(answer.status != OK for answer in found)
        shares = f"{rates[name] / rates[LIVE]:.0%} | {rates[name] / rates['15 rows']:.0%}"
        cells = f"{rates[name]:.0f} | {shares} | {half * 1e3:.1f} | {most * 1e3:.1f} | {most / half:.1f} | {wrong}"
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


async def flood(service: Service, paths: Paths, *, connections: int, seconds: float) -> str:
    """Let a crowd that is too large ask at once, and count what it hears."""
    found, took = await crowd(service.port, paths.different(), connections=connections, seconds=seconds)
    statuses = Counter(answer.status for answer in found)
    slowest = max(answer.seconds for answer in found)
    said = ", ".join(f"{number} times {status or 'no answer'}" for status, number in sorted(statuses.items()))
    return f"{connections} connections for {took:.0f} s: {said}; the slowest answer took {slowest:.1f} s."


async def endure(service: Service, paths: Paths, *, requests: int, seconds: float) -> str:
    """Ask many times and watch the memory."""
    mixed = chain.from_iterable(zip(paths.different(), paths.repeated(), paths.suggestions(), strict=False))
    held = [service.memory()]
    done = wrong = 0
    left = seconds
    for _ in range(10):
        share = (path for path, _ in zip(mixed, range(requests // 10), strict=False))
        found, took = await crowd(service.port, share, connections=16, seconds=left)
        left -= took
        done += len(found)
        wrong += sum(answer.status != OK for answer in found)
        held.append(service.memory())
    return f"Memory after each tenth of {done:,} requests ({wrong} errors), in MB: {', '.join(map(str, held))}."


async def settled(service: Service) -> None:
    """Wait until the service does nothing by itself any more: after its start it reads what questions will need."""
    before = -1.0
    while (now := service.spent()) - before > IDLE:
        before = now
        await asyncio.sleep(2)


async def compare(service: Service, paths: Paths, options: argparse.Namespace) -> None:
    """Measure everything, and print each part as soon as it is known."""
    client = Client(service.port)
    # The socket has been listened on all along, so that the first answer is one of the service that has started.
    status = (await client.get(paths.search("os.path.join"))).status
    if status == NOT_FOUND:
        sys.exit(f"{options.home} does not hold the version {options.version}; `castalia versions` lists what there is")
    if status != OK:
        sys.exit(f"the service of {options.home} answers with {status or 'nothing'}, and says why above")
    client.close()
    await settled(service)
    requests = options.requests or max(ENOUGH, len(paths) - WARM_UP)
    print(await alone(service, paths, requests=requests), end="\n\n", flush=True)
    crowded = together(service, paths, connections=16, seconds=options.seconds, rounds=options.rounds)
    print(await crowded, end="\n\n", flush=True)
    print(await flood(service, paths, connections=500, seconds=5 * options.seconds), end="\n\n", flush=True)
    print(await endure(service, paths, requests=options.endure, seconds=options.endure_seconds), flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=indexed_folder, help="the folder of an index.db, best of five versions")
    parser.add_argument("--version", help="the version to search; the newest stable one when absent")
    parser.add_argument("--requests", type=int, help="requests of one client for each thing (default: each query)")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of a slice of load (default 2)")
    parser.add_argument("--rounds", type=int, default=3, help="slices of load for each thing (default 3)")
    parser.add_argument("--endure", type=int, default=100_000, help="so many while memory is watched (default 100,000)")
    parser.add_argument("--endure-seconds", type=float, default=300.0, help="at most so long (default 300)")
    add_argument(parser)
    options = parser.parse_args()
    paths = Paths((query.text for query in read_queries(options.queries)), options.version)
    with serving(options.home) as service, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(compare(service, paths, options))


if __name__ == "__main__":
    with reported():
        main()
