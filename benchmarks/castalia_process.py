"""Castalia's commands as users start them, each in a process of its own, on PostgreSQL servers."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import castalia

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from tests.servers.postgres import PostgresServer

READY = "Castalia is ready: "
START_TIMEOUT = 60


def environment(server: PostgresServer, *, hosts: Sequence[str], name: str, home: Path) -> dict[str, str]:
    """Give the environment of a process that finds its index on PostgreSQL.

    Args:
        server: A server that knows the role and its password.
        hosts: Where the servers are asked, as ``host:port``.
        name: The database.
        home: The folder for what is unpacked.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POSTGRES_", "CASTALIA_"))}
    settings = {
        "ENV": "development",
        "CASTALIA_HOME": str(home),
        "POSTGRES_HOST": ",".join(hosts),
        "POSTGRES_USERNAME": server.username,
        "POSTGRES_PASSWORD": server.password,
        "POSTGRES_DB_NAME": name,
        "PYTHONPATH": str(Path(castalia.__file__).parents[1]),
    }
    return {**kept, **settings}


async def run(variables: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    """Run a command to its end; give its exit code and what it said."""
    process = await _start(variables, *arguments, output=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")


@asynccontextmanager
async def serving(variables: Mapping[str, str], log: Path) -> AsyncIterator[str]:
    """Serve while the block lasts, and give the address.

    Args:
        variables: The environment.
        log: The file that gets what the service says.
    """
    process = await _start(variables, "serve", "--port", "0", output=log)
    try:
        yield await asyncio.wait_for(_address(process, log), START_TIMEOUT)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _start(variables: Mapping[str, str], *arguments: str, output: int | Path) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "castalia", *arguments]
    folder = variables["CASTALIA_HOME"]
    if isinstance(output, int):
        return await asyncio.create_subprocess_exec(
            *command, env=dict(variables), cwd=folder, stdout=output, stderr=asyncio.subprocess.STDOUT
        )
    with output.open("wb") as said:
        return await asyncio.create_subprocess_exec(
            *command, env=dict(variables), cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=said
        )


async def _address(process: asyncio.subprocess.Process, log: Path) -> str:
    while process.stdout and (line := (await process.stdout.readline()).decode()):
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
    raise RuntimeError(f"the service did not start: {await asyncio.to_thread(log.read_text, errors='replace')}")
