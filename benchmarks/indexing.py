"""What indexing an archive costs on each database: ``python -m benchmarks.indexing ARCHIVE`` prints a table.

Beside them stands the floor: unpacking the archive and parsing its pages, with nothing done with them. Each
measurement is a process of its own, the floor is measured again before each other one, and the rounds alternate,
so that a busy machine disturbs all alike.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import platform
import resource
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import SecretStr
from selectolax.lexbor import LexborHTMLParser

from benchmarks.command_line import existing_archive, reported
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import find_unchanged, index_source
from castalia.indexing.pages import is_documentation
from castalia.source.archive import ArchiveSource
from castalia.source.contents import is_page
from tests.servers.postgres import PostgresMissingError, PostgresServer, find_binaries

if TYPE_CHECKING:
    from castalia.database.database import Database

MEGABYTE = 1_000_000
FLOOR, SQLITE, POSTGRESQL, UNCHANGED = "unpack and parse only", "SQLite", "PostgreSQL", "SQLite, unchanged"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run: its time by the clock and in this process's CPU, what it found, the peak of memory, bytes on disk."""

    seconds: float
    cpu: float
    sections: int = 0
    memory: int = 0
    size: int = 0


def floor(archive: Path) -> Measurement:
    """Unpack an archive with the standard library and parse the pages that indexing reads, and check nothing."""
    started, cpu = time.perf_counter(), time.process_time()
    with TemporaryDirectory() as folder:
        shutil.unpack_archive(archive, folder, filter="data")
        [root] = (inventory.parent for inventory in Path(folder).rglob("objects.inv"))
        for file in root.rglob("*.html"):
            path = file.relative_to(root).as_posix()
            if is_page(path) and is_documentation(path):
                LexborHTMLParser(file.read_text(encoding="utf-8"))
    return Measurement(time.perf_counter() - started, time.process_time() - cpu, memory=peak())


def sqlite(archive: Path) -> Measurement:
    """Index an archive into a new SQLite file."""
    with TemporaryDirectory() as folder:
        return asyncio.run(index(SQLiteDatabase(SQLiteSettings(path=Path(folder, "index.db"))), archive))


def postgresql(archive: Path, settings: PostgresSettings) -> Measurement:
    """Index an archive into an empty PostgreSQL database."""
    return asyncio.run(index(PostgresDatabase(settings), archive))


def unchanged(archive: Path) -> Measurement:
    """Ask for an archive that SQLite holds already; only the second time is measured."""
    with TemporaryDirectory() as folder:
        settings = SQLiteSettings(path=Path(folder, "index.db"))
        asyncio.run(index(SQLiteDatabase(settings), archive))
        return asyncio.run(recognise(SQLiteDatabase(settings), archive))


async def index(database: Database, archive: Path) -> Measurement:
    """Index an archive and measure it, from the closed archive to the committed index."""
    async with database.lifespan():
        await create_schema(database)
        started, cpu = time.perf_counter(), time.process_time()
        with TemporaryDirectory() as folder, ArchiveSource(archive, workspace=Path(folder)) as source:
            summary = await index_source(database, source)
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return Measurement(seconds, cpu, sections=summary.sections, memory=peak(), size=summary.size)


async def recognise(database: Database, archive: Path) -> Measurement:
    """Find out that an archive is indexed already, and measure that."""
    async with database.lifespan():
        started, cpu = time.perf_counter(), time.process_time()
        fingerprint = ArchiveSource(archive, workspace=archive.parent).early_fingerprint()
        summary = await find_unchanged(database, fingerprint or "")
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    if summary is None:
        message = "the archive was not recognised"
        raise RuntimeError(message)
    return Measurement(seconds, cpu, sections=summary.sections, memory=peak(), size=summary.size)


def peak() -> int:
    """Give the most memory that this process has had, in bytes."""
    kibibyte = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kibibyte


def measure(archive: Path, *, rounds: int, server: PostgresServer | None) -> dict[str, list[Measurement]]:
    """Measure everything in turns."""
    found: dict[str, list[Measurement]] = {FLOOR: [], SQLITE: [], POSTGRESQL: [], UNCHANGED: []}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as processes:
        for _ in range(rounds):
            found[FLOOR].append(processes.submit(floor, archive).result())
            found[SQLITE].append(processes.submit(sqlite, archive).result())
            if server is not None:
                found[FLOOR].append(processes.submit(floor, archive).result())
                found[POSTGRESQL].append(processes.submit(postgresql, archive, settings_of(server)).result())
        found[UNCHANGED].append(processes.submit(unchanged, archive).result())
    return found


def settings_of(server: PostgresServer) -> PostgresSettings:
    """Give the settings that lead to a new database of a server."""
    return PostgresSettings(
        username=server.username,
        password=SecretStr(server.password),
        hosts=(f"{server.host}:{server.port}",),
        name=server.create_database(),
    )


def show(found: dict[str, list[Measurement]]) -> None:
    """Print a table: medians, and the ratio to the median floor."""
    least = median(each.seconds for each in found[FLOOR])
    print("| | seconds | by the floor | CPU s | sections/s | peak memory | index |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, runs in found.items():
        if not runs:
            continue
        seconds, cpu = median(each.seconds for each in runs), median(each.cpu for each in runs)
        rate = f"{runs[0].sections / seconds:,.0f}" if runs[0].size else ""
        size = f"{runs[0].size / MEGABYTE:,.0f} MB" if runs[0].size else ""
        memory = f"{max(each.memory for each in runs) / MEGABYTE:,.0f} MB"
        print(f"| {name} | {seconds:.2f} | {seconds / least:.1f} times | {cpu:.2f} | {rate} | {memory} | {size} |")


def main() -> None:
    """Measure the archive that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=existing_archive, help="such as python-3.13.5-docs-html.tar.bz2")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{arguments.archive.name}, Python {platform.python_version()}, {os.cpu_count()} cores\n")
    with ExitStack() as stack:
        try:
            server = stack.enter_context(PostgresServer(find_binaries()))
        except PostgresMissingError as missing:
            print(f"{missing}\n", file=sys.stderr)
            server = None
        show(measure(arguments.archive, rounds=arguments.rounds, server=server))


if __name__ == "__main__":
    with reported():
        main()
