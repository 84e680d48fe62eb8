"""What becomes of searches while PostgreSQL fails: ``python -m benchmarks.faults`` prints a table.

Clients ask a running service without a pause. Every answer is compared with the answers of the two editions
that the index may hold, so that a wrong one, a mixed one, or one that is out of date is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from benchmarks import castalia_process
from benchmarks.command_line import chosen, reported
from benchmarks.database import machine
from benchmarks.editions import write_edition
from benchmarks.stages import alone, on_a_small_disk, set_up, with_standbys
from tests.servers.postgres import find_binaries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from benchmarks.siege import Tally
    from benchmarks.stages import SmallDiskServer, Stage
    from tests.servers.cluster import Node

CLIENTS = 8
WARM = 50
"""Right answers before a fault begins, and again after it is over."""

PAUSE = 10.0
"""Seconds between two swaps of the index."""

BULK = 200
"""Words more in each section, for an index that does not fit on a small disk."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong.

    Args:
        name: What the table calls it.
        place: Makes the servers that it happens to.
        happen: Lets it happen and puts it right again.
    """

    name: str
    place: Callable[[Path], Any]
    happen: Callable[[Stage, float], Awaitable[None]]


@dataclass(frozen=True)
class Outcome:
    """What became of the requests during a fault.

    Args:
        fault: The fault's name.
        tally: What was answered.
        over: The moment at which it was put right.
        round_trips: How often the service asked PostgreSQL.
    """

    fault: str
    tally: Tally
    over: float
    round_trips: int


async def restart(stage: Stage, _: float) -> None:
    """Stop the server in good order and start it again."""
    await asyncio.to_thread(stage.servers[0].stop)
    await asyncio.to_thread(stage.servers[0].start)


async def fail_over(stage: Stage, seconds: float) -> None:
    """Kill the primary, promote a standby after a while, and write the index there."""
    primary, standby, _ = (cast("Node", server) for server in stage.servers)
    await asyncio.to_thread(primary.kill)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(standby.promote)
    await stage.index("later")


async def lose_standbys(stage: Stage, seconds: float) -> None:
    """Kill one standby and then the other, and bring both back."""
    standbys = [cast("Node", server) for server in stage.servers[1:]]
    for standby in standbys:
        await asyncio.to_thread(standby.kill)
        await asyncio.sleep(seconds / 2)
    for standby in standbys:
        await asyncio.to_thread(standby.start)


async def freeze(stage: Stage, seconds: float) -> None:
    """Let the network swallow everything, and then forget the connections of that time."""
    for proxy in stage.proxies:
        await proxy.freeze()
    await asyncio.sleep(seconds)
    for proxy in stage.proxies:
        await proxy.refuse()
        await proxy.forward()


async def freeze_standby(stage: Stage, seconds: float) -> None:
    """Let the network to one of two standbys swallow everything."""
    await stage.proxies[1].freeze()
    await asyncio.sleep(seconds)
    await stage.proxies[1].refuse()
    await stage.proxies[1].forward()


async def fill_disk(stage: Stage, seconds: float) -> None:
    """Write an index for which there is no space, and again once there is."""
    server = cast("SmallDiskServer", stage.servers[0])
    large = await asyncio.to_thread(write_edition, stage.folder / "large", "later", bulk=BULK)
    await asyncio.to_thread(server.fill)
    code, said = await castalia_process.run(stage.variables, "index", "--force", str(large))
    if code == 0:
        raise RuntimeError(f"the disk was to be full, but `castalia index` found space: {said}")
    await asyncio.sleep(seconds / 2)
    await asyncio.to_thread(server.make_room)
    await stage.index("later")


async def swap(stage: Stage, seconds: float) -> None:
    """Replace the index again and again."""
    for turn in range(max(1, round(seconds / PAUSE))):
        began = perf_counter()
        await stage.index(("later", "earlier")[turn % 2])
        await asyncio.sleep(max(0, PAUSE - (perf_counter() - began)) if seconds > PAUSE else 0)


FAULTS = (
    Fault("restart", alone, restart),
    Fault("network frozen", alone, freeze),
    Fault("disk full", on_a_small_disk, fill_disk),
    Fault("index replaced every 10 s", alone, swap),
    Fault("primary killed, standby promoted", with_standbys, fail_over),
    Fault("both standbys killed and started", with_standbys, lose_standbys),
    Fault("one of two standbys frozen", with_standbys, freeze_standby),
)


async def endure(stage: Stage, fault: Fault, *, clients: int = CLIENTS, seconds: float) -> Outcome:
    """Let a fault happen to a service that is asked without a pause.

    Args:
        stage: The service and its servers.
        fault: What happens.
        clients: How many ask at once.
        seconds: How long it lasts, where it is not over by itself.
    """
    before = stage.round_trips
    async with stage.siege.laid(clients) as tally:
        await stage.siege.more(WARM)
        await fault.happen(stage, seconds)
        over = perf_counter()
        await stage.siege.more(WARM)
    return Outcome(fault.name, tally, over, stage.round_trips - before)


def table(outcomes: list[Outcome]) -> str:
    """Give the outcomes in Markdown."""
    heads = [
        "During load",
        "right",
        "wrong",
        "503",
        "other failures",
        "round trips",
        "slowest s",
        "longest gap s",
        "recovered after s",
    ]
    lines = [f"| {' | '.join(heads)} |", f"| --- {'| ---: ' * (len(heads) - 1)}|"]
    for outcome in outcomes:
        tally = outcome.tally
        answers = (len(tally.right), len(tally.wrong), len(tally.unavailable), len(tally.failed))
        counts = (*answers, outcome.round_trips)
        times = (tally.slowest, tally.longest_gap(), tally.recovery(outcome.over))
        figures = [*(f"{count:,}" for count in counts), *(f"{time:.1f}" for time in times)]
        lines.append(f"| {outcome.fault} | {' | '.join(figures)} |")
    return "\n".join(lines)


async def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, help="how long a fault lasts (default 15)")
    parser.add_argument("--clients", type=int, default=CLIENTS, help=f"clients at once (default {CLIENTS})")
    parser.add_argument("--only", default="", help="only faults with this text in their name")
    options = parser.parse_args()
    names = chosen(parser, [fault.name for fault in FAULTS], options.only)
    outcomes, binaries = [], find_binaries()
    sys.stdout.write(f"{machine()}.\n\n")
    for fault in FAULTS:
        if fault.name not in names:
            continue
        if fault.place is on_a_small_disk and os.geteuid() != 0:
            sys.stdout.write(f"Not measured: {fault.name}: only root can mount a small disk.\n\n")
            continue
        async with set_up(fault.place, binaries) as stage:
            outcomes.append(await endure(stage, fault, clients=options.clients, seconds=options.seconds))
        for reason in {*outcomes[-1].tally.failed, *outcomes[-1].tally.wrong}:
            sys.stderr.write(f"{fault.name}: {reason}\n")
    sys.stdout.write(table(outcomes) + "\n")


if __name__ == "__main__":
    with reported():
        asyncio.run(main())
