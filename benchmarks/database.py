"""What the database layer costs, beside others, in one run: ``python -m benchmarks.database`` prints a table.

Every variant is the same application: a route that selects 15 rows and answers with their JSON. All
variants are open at once and take turns of a third of a second, so that a busy machine disturbs all alike.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import platform
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import uvloop
from pydantic import SecretStr
from sqlalchemy import URL, text

from benchmarks import others, variants
from benchmarks.command_line import chosen, reported
from benchmarks.harness import clients, cpu_per_request, paired, quantile, running, trips_per_request
from benchmarks.items import TABLE, rows
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.servers.postgres import PostgresServer, find_binaries
from tests.servers.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from castalia.database.database import Database

REFERENCE = "plain session per request, pool 5+0"
CLIENTS = 64
PACKAGES = ("fastapi", "starlette", "sqlalchemy", "asyncpg", "aiosqlite", "advanced-alchemy", "fastsqla", "uvloop")


@dataclass
class Variant:
    """An application, and what was measured of it.

    Args:
        name: What the table calls it.
        make: Makes it, for the address of a server that it may or may not use.
        networked: Whether it uses that server.
        slices: The seconds of CPU per request, one value for each slice of time.
        crowded: The same while many clients wait for few connections.
        latencies: The seconds within which half of the requests, and 99 of 100, were answered while many
            clients asked; a pair for each slice of time.
        trips: The round trips per request.
    """

    name: str
    make: Callable[[int], FastAPI]
    networked: bool = True
    slices: list[float] = field(default_factory=list)
    crowded: list[float] = field(default_factory=list)
    latencies: list[tuple[float, float]] = field(default_factory=list)
    trips: float | None = None


@dataclass(frozen=True)
class Place:
    """Where the databases are that are asked."""

    server: PostgresServer
    name: str
    file: Path

    def url(self, port: int) -> URL:
        """Give the address of the PostgreSQL database behind a port."""
        return URL.create(
            "postgresql+asyncpg", self.server.username, self.server.password, self.server.host, port, self.name
        )

    def postgres(self, port: int) -> PostgresDatabase:
        """Give our layer on that database."""
        settings = PostgresSettings(
            username=self.server.username,
            password=SecretStr(self.server.password),
            hosts=(f"{self.server.host}:{port}",),
            name=self.name,
        )
        return PostgresDatabase(settings)

    def sqlite(self) -> SQLiteDatabase:
        """Give our layer on the file."""
        return SQLiteDatabase(SQLiteSettings(path=self.file, read_pool_size=5))


def on_postgres(place: Place, make: Callable[[Database], FastAPI]) -> Callable[[int], FastAPI]:
    """Make an application of ours over the PostgreSQL behind a port."""
    return lambda port: make(place.postgres(port))


def on_sqlite(place: Place, make: Callable[[Database], FastAPI]) -> Callable[[int], FastAPI]:
    """Make an application of ours over the file."""
    return lambda _: make(place.sqlite())


def all_variants(place: Place) -> list[Variant]:
    """Give what is compared."""
    ours = [
        ("`Session`: `Depends(db)`", variants.session),
        ("`Tx`: `Depends(db.tx)`", variants.transaction),
        ("`Read`: `Depends(db.read)`", variants.read),
        ("`Read`, columns, prebuilt statement", variants.read_columns),
    ]
    measured = ("`Read` with Prometheus metrics", variants.measured)
    several = [
        ("`Read`, columns, five statements", variants.read_five),
        ("`Read`, columns, five statements in `keep()`", variants.read_five_kept),
    ]
    sqlite_url = URL.create("sqlite+aiosqlite", database=str(place.file))
    return [
        Variant("raw asyncpg pool", lambda port: variants.raw_asyncpg(place.url(port))),
        Variant(REFERENCE, lambda port: variants.plain(place.url(port), **variants.POOL)),
        Variant("plain, SQLAlchemy's default pool 5+10", lambda port: variants.plain(place.url(port))),
        *(Variant(name, on_postgres(place, make)) for name, make in [*ours, measured, *several]),
        Variant("advanced-alchemy", lambda port: others.advanced_alchemy(place.url(port))),
        Variant("FastSQLA", lambda port: others.fastsqla(place.url(port))),
        Variant("SQLite: plain", lambda _: variants.plain(sqlite_url, **variants.POOL), networked=False),
        *(Variant(f"SQLite: {name}", on_sqlite(place, make), networked=False) for name, make in ours),
    ]


async def fill(database: Database) -> None:
    """Make the table and its rows."""
    async with database.lifespan(), database.transaction() as session:
        for statement in TABLE:
            await session.execute(text(statement))
        session.add_all(rows())


async def count_trips(compared: list[Variant], *, port: int) -> list[str]:
    """Count round trips, drop the variants that cannot run here, and give the reasons."""
    reasons = []
    async with Proxy(PostgresServer.host, port) as proxy:
        for variant in list(compared):
            try:
                app = variant.make(proxy.port)
            except others.NotInstalledError as reason:
                compared.remove(variant)
                reasons.append(str(reason))
                continue
            if variant.networked:
                async with running(app):
                    variant.trips = await trips_per_request(app, lambda: proxy.round_trips)
    return reasons


async def take_turns(compared: list[Variant], options: argparse.Namespace, *, port: int) -> None:
    """Measure every variant, a slice of time after another."""
    async with AsyncExitStack() as stack:
        apps = [await stack.enter_async_context(running(variant.make(port))) for variant in compared]
        for crowd in (options.tasks, CLIENTS):
            for app in apps:
                await clients(app, crowd, seconds=options.slice)
        # What the warm-up made stays, and is no longer searched for garbage in the middle of somebody's slice.
        gc.collect()
        gc.freeze()
        for _ in range(options.rounds):
            for variant, app in zip(compared, apps, strict=True):
                cost, _ = await cpu_per_request(app, options.tasks, seconds=options.slice)
                variant.slices.append(cost)
        for _ in range(options.rounds):
            for variant, app in zip(compared, apps, strict=True):
                cost, times = await cpu_per_request(app, CLIENTS, seconds=2 * options.slice)
                variant.crowded.append(cost)
                variant.latencies.append((quantile(times, 0.5), quantile(times, 0.99)))


def table(compared: list[Variant]) -> str:
    """Give the measurements in Markdown."""
    plain = next(variant for variant in compared if variant.name == REFERENCE)
    crowd = f"{CLIENTS} clients: CPU µs"
    heads = ["Variant", "round trips", "CPU µs", "of plain", crowd, "of plain", "p50 ms", "p99 ms", "p99/p50"]
    lines = [f"| {' | '.join(heads)} |", f"| --- {'| ---: ' * (len(heads) - 1)}|"]
    for variant in compared:
        half, worst = (quantile(list(column), 0.5) for column in zip(*variant.latencies, strict=True))
        # Within each slice, so that a slice in which the machine was busy is compared with itself.
        spread = quantile([last / middle for middle, last in variant.latencies], 0.5)
        lines.append(
            f"| {variant.name} | {'' if variant.trips is None else f'{variant.trips:g}'} "
            f"| {quantile(variant.slices, 0.25) * 1e6:.0f} | {paired(variant.slices, plain.slices):.2f} "
            f"| {quantile(variant.crowded, 0.25) * 1e6:.0f} | {paired(variant.crowded, plain.crowded):.2f} "
            f"| {half * 1e3:.1f} | {worst * 1e3:.1f} | {spread:.1f} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """Say what it was measured on."""
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except ModuleNotFoundError:
            continue
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = f"{os.cpu_count()} cores {platform.machine()}, load {os.getloadavg()[0]:.1f} at the start"
    return f"{datetime.now(UTC):%Y-%m-%d}, {cores}; {python}, {', '.join(found)}"


async def compare(options: argparse.Namespace, place: Place) -> str:
    """Measure everything and give the report."""
    about = machine()
    await fill(place.postgres(place.server.port))
    await fill(place.sqlite())
    wanted = {REFERENCE, *options.names}
    compared = [variant for variant in all_variants(place) if variant.name in wanted]
    reasons = await count_trips(compared, port=place.server.port)
    await take_turns(compared, options, port=place.server.port)
    server = place.server.execute("SHOW server_version").strip()
    notes = [f"Not compared: {reason}." for reason in reasons]
    return "\n\n".join([f"{about}, PostgreSQL {server}.", table(compared), *notes])


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="slices per variant (default 10)")
    parser.add_argument("--slice", type=float, default=0.35, help="seconds of a slice (default 0.35)")
    parser.add_argument("--tasks", type=int, default=5, help="clients at once for the first CPU figure (default 5)")
    parser.add_argument("--only", default="", help="compare only variants with this text in their name")
    options = parser.parse_args()
    with PostgresServer(find_binaries()) as server, TemporaryDirectory() as folder:
        place = Place(server, server.create_database(), Path(folder) / "items.db")
        options.names = chosen(parser, [variant.name for variant in all_variants(place)], options.only)
        sys.stdout.write(asyncio.Runner(loop_factory=uvloop.new_event_loop).run(compare(options, place)) + "\n")


if __name__ == "__main__":
    with reported():
        main()
