"""What a cold start costs beside what its two heaviest libraries cost alone: a table, and the ratio that is promised.

``PYTHONPATH=src .venv/bin/python benchmarks/startup.py`` indexes a page of its own, unless ``--home`` names an index.
Each round starts every command once, so that a busy machine slows all of them alike; CPU time counts, not waiting.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

PYTHON = (sys.executable, "-P")

BASE = "import sqlalchemy.ext.asyncio, aiosqlite"
"""What a search of an index in SQLite cannot do without."""

PROMISED = 2.5
"""A cold search takes so many times what ``BASE`` takes, at most."""

PAGE = """<html lang="en"><body><div class="body" role="main"><section id="module-kettle"><h1>kettle</h1>
<p>The kettle module boils water.</p></section></div></body></html>"""

INVENTORY = b"# Sphinx inventory version 2\n# Project: Python\n# Version: 3.13\n# Compressed with zlib.\n"

COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "import castalia": ("-c", "import castalia"),
    BASE: ("-c", BASE),
    "castalia --version": ("-m", "castalia", "--version"),
    "castalia search": ("-m", "castalia", "search", "{query}"),
    "castalia search --json": ("-m", "castalia", "search", "{query}", "--json"),
    "castalia versions": ("-m", "castalia", "versions", "--json"),
}


@dataclass(frozen=True, slots=True)
class Start:
    """One start: CPU time of the process and the time that passed, in milliseconds."""

    cpu: float
    wall: float


def start(arguments: tuple[str, ...], environment: dict[str, str]) -> Start:
    """Start a process and wait for its end; an error of its own is an error here."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*PYTHON, *arguments], env=environment, capture_output=True, check=True)  # noqa: S603 - Our own.
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Start(cpu * 1000, wall * 1000)


def index(home: Path) -> None:
    """Index a page, so that there is something to search."""
    pages = home / "pages"
    pages.mkdir()
    (pages / "index.html").write_text(PAGE, encoding="utf-8")
    names = zlib.compress(b"kettle py:module 0 index.html#module-$ -\n")
    (pages / "objects.inv").write_bytes(INVENTORY + names)
    command = ["-m", "castalia", "index", str(pages), "--version", "3.13", "--quiet"]
    subprocess.run([*PYTHON, *command], env=environment_of(home), check=True)  # noqa: S603 - Our own.


def environment_of(home: Path) -> dict[str, str]:
    """Give the environment of every process: its index, and nothing else that sets Castalia up."""
    kept = {name: value for name, value in os.environ.items() if name != "ENV" and not name.startswith("POSTGRES_")}
    return {**kept, "CASTALIA_HOME": str(home)}


def measure(home: Path, *, query: str, rounds: int) -> dict[str, list[Start]]:
    """Start every command once a round; what it reads is in the system's memory after the first, which is dropped."""
    environment = environment_of(home)
    starts: dict[str, list[Start]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            found = start(tuple(part.format(query=query) for part in arguments), environment)
            if number:
                starts[name].append(found)
    return starts


def report(starts: dict[str, list[Start]]) -> float:
    """Print the table, and give how much longer a search takes than ``BASE``."""
    least = {name: min(each.cpu for each in found) for name, found in starts.items()}
    print("| Start | CPU, least | CPU, median | wall, median | against the libraries alone |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, found in starts.items():
        cpu, wall = statistics.median(each.cpu for each in found), statistics.median(each.wall for each in found)
        print(f"| `{name}` | {least[name]:.0f} ms | {cpu:.0f} ms | {wall:.0f} ms | {least[name] / least[BASE]:.2f} |")
    return least["castalia search"] / least[BASE]


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="the folder of an index to search")
    parser.add_argument("--query", default="kettle", help="what to search for")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        if options.home is None:
            index(home)
        ratio = report(measure(home, query=options.query, rounds=options.rounds))
    print(f"\nA cold search takes {ratio:.2f} x the libraries alone; at most {PROMISED} x is promised.")
    return ratio > PROMISED


if __name__ == "__main__":
    sys.exit(main())
