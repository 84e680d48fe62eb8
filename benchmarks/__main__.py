"""Every benchmark in turn, in less than twenty minutes: ``python -m benchmarks ARCHIVE ...`` prints each table.

The archives are indexed into a folder that is removed afterwards; the first one is what the peers search. Without an
archive only the database layer is measured.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.queries import add_argument

SECONDS = 280
"""What each part may take at most."""

PATIENCE = 480
"""What the index may take that the others need."""

spent: dict[str, float] = {}


def run(title: str, *arguments: str, home: Path | None = None, seconds: int = SECONDS) -> None:
    """Run a part and print what it prints; one that fails or takes too long is named, and the others go on."""
    print(f"\n## {title}\n", flush=True)
    started = time.monotonic()
    environment = {**os.environ, **({"CASTALIA_HOME": str(home), "ENV": ""} if home else {})}
    try:
        ended = subprocess.run([sys.executable, "-m", *arguments], env=environment, check=False, timeout=seconds)  # noqa: S603 - Our own modules.
        said = f"exit code {ended.returncode}" if ended.returncode else ""
    except subprocess.TimeoutExpired:
        said = "stopped after"
    spent[title] = time.monotonic() - started
    print(f"\n({said} {spent[title]:.0f} s)".replace("( ", "("), flush=True)


def main() -> None:
    """Run every benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archives", type=Path, nargs="*", help="documentation as python.org publishes it, best five")
    parser.add_argument("--version", default="3.13", help="the version that the first archive holds (default 3.13)")
    add_argument(parser)
    options = parser.parse_args()
    queries = [argument for file in options.queries for argument in ("--queries", str(file))]
    run("The database layer", "benchmarks.database", "--rounds", "6")
    if not options.archives:
        return
    first, archives = str(options.archives[0]), [str(archive) for archive in options.archives]
    run("Indexing", "benchmarks.indexing", first, "--rounds", "1")
    with TemporaryDirectory() as folder:
        home, index = Path(folder), str(Path(folder, "index.db"))
        run("The index for what follows", "castalia", "index", "--quiet", *archives, home=home, seconds=PATIENCE)
        run("Latency", "benchmarks.latency", index, "--version", options.version, *queries)
        limits = ("--endure", "100000", "--endure-seconds", "240")
        run("Load", "benchmarks.load", folder, "--version", options.version, *limits, *queries)
        run("Peers", "benchmarks.peers", first, index, "--version", options.version, "--limit", "300", *queries)
    told = ", ".join(f"{title} {seconds:.0f} s" for title, seconds in spent.items())
    print(f"\nIn all {sum(spent.values()) / 60:.1f} minutes: {told}.")


if __name__ == "__main__":
    main()
