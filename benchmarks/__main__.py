"""Every benchmark in turn, in less than twenty minutes: ``python -m benchmarks ARCHIVE ...`` prints each table.

The archives are indexed into a folder that is removed afterwards; the first one is what the peers search. Without an
archive only the database layer and the faults are measured.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.command_line import existing_archive, reported
from benchmarks.parts import GRACE, Parts
from benchmarks.queries import add_argument, read_queries

ALL = 19 * 60 - GRACE
"""Seconds that all parts may take together: with the last one put away, nineteen minutes."""

EACH = 280
"""What each part may take at most, so that one which hangs leaves time for the others."""

INDEX = 480
"""What the index may take that the others need."""

BRIEFLY = ("--seconds", "5", "--clients", "4")
"""How faults are measured among all the rest; `make bench-faults` does it at length."""


def measure(parts: Parts, options: argparse.Namespace) -> None:
    """Run every part."""
    queries = [argument for file in options.queries for argument in ("--queries", str(file))]
    parts.run("The database layer", "-m", "benchmarks.database", "--rounds", "6", seconds=EACH)
    if options.archives:
        measure_search(parts, [str(archive) for archive in options.archives], ("--version", options.version), queries)
    parts.run("Faults during load, in short", "-m", "benchmarks.faults", *BRIEFLY, seconds=EACH)


def measure_search(parts: Parts, archives: list[str], version: tuple[str, str], queries: list[str]) -> None:
    """Run the parts that need documentation."""
    first = archives[0]
    parts.run("Indexing", "-m", "benchmarks.indexing", first, "--rounds", "1", seconds=EACH)
    with TemporaryDirectory() as folder:
        index, variables = str(Path(folder, "index.db")), {"CASTALIA_HOME": folder, "ENV": ""}
        indexing = ("-m", "castalia", "index", "--quiet", *archives)
        parts.run("The index for what follows", *indexing, seconds=INDEX, variables=variables)
        parts.run("Latency", "-m", "benchmarks.latency", index, *version, *queries, seconds=EACH)
        limits = ("--endure", "100000", "--endure-seconds", "240")
        parts.run("Load", "-m", "benchmarks.load", folder, *version, *limits, *queries, seconds=EACH)
        compared = (first, index, *version, "--limit", "300", *queries)
        parts.run("Peers", "-m", "benchmarks.peers", *compared, seconds=EACH)


def main() -> None:
    """Run every benchmark; the exit code is 1 when a part did not come to its end."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("archives", type=existing_archive, nargs="*", help="as python.org publishes them, best five")
    parser.add_argument("--version", default="3.13", help="the version that the first archive holds (default 3.13)")
    add_argument(parser)
    options = parser.parse_args()
    # A file that holds no queries is better refused now than by three parts, minutes later.
    read_queries(options.queries)
    parts = Parts(ALL)
    measure(parts, options)
    told = ", ".join(f"{title} {seconds:.0f} s" for title, seconds in parts.spent.items())
    print(f"\nIn all {sum(parts.spent.values()) / 60:.1f} minutes: {told}.")
    if parts.unfinished:
        sys.exit(f"Without a result: {', '.join(parts.unfinished)}.")


if __name__ == "__main__":
    with reported():
        main()
