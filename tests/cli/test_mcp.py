"""A coding agent asks the handbook as it would be set up: over stdin and stdout, and over HTTP."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING, Any

from mcp import Client, StdioServerParameters

from tests.cli.program import SECONDS, environment, run, started

if TYPE_CHECKING:
    from pathlib import Path


async def ask(server: StdioServerParameters | str) -> tuple[list[str], dict[str, Any]]:
    """Give the names of the tools, and what is said of one name."""
    async with asyncio.timeout(SECONDS), Client(server) as client:
        tools = await client.list_tools()
        found: Any = await client.call_tool("lookup_symbol", {"name": "kettle.boil"})
        return [tool.name for tool in tools.tools], found.structured_content


def test_an_agent_is_told_what_a_thing_does_and_since_when(home: Path, handbook: Path) -> None:
    assert run(home, "index", handbook).returncode == 0
    arguments = ["-m", "castalia", "mcp"]
    stdio = StdioServerParameters(command=sys.executable, args=arguments, env=environment(home, {}), cwd=home.parent)
    over_stdio = asyncio.run(ask(stdio))
    with started(home, "serve", "--port", "0") as process:
        assert process.stdout is not None
        ready = re.search(r"http://\S+/", process.stdout.readline())
        assert ready is not None
        over_http = asyncio.run(ask(f"{ready[0]}mcp"))

    tools, found = over_stdio
    assert over_http == over_stdio
    assert tools == ["search_docs", "get_section", "lookup_symbol", "list_versions"]
    assert found["summary"].startswith("Heat litres of water until it reaches celsius degrees")
    assert (found["added_in"], found["index"]["version"]) == ("3.0", "3.1")


def test_without_an_agent_it_ends_with_its_input(home: Path) -> None:
    home.mkdir()
    finished = run(home, "mcp")

    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
