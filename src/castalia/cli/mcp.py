"""``castalia mcp``: coding agents ask through stdin and stdout."""

from __future__ import annotations

import asyncio

from castalia.cli.examples import examples

EPILOG = examples(
    ("castalia mcp", "what an agent starts; docs/interfaces.md shows how to tell it"),
    ("castalia serve", "answers agents too, at /mcp"),
)


def mcp() -> None:
    """Answer a coding agent over stdin and stdout.

    It speaks the Model Context Protocol, whose tools are search_docs,
    get_section, lookup_symbol and list_versions. It ends with its input.
    """
    asyncio.run(_serve())


async def _serve() -> None:
    from mcp.server.stdio import stdio_server  # noqa: PLC0415 - The protocol is heavy.

    from castalia.cli.connection import opened  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.
    from castalia.mcp.server import create_server  # noqa: PLC0415 - The protocol is heavy.

    async with opened(get_config()) as database, stdio_server() as (incoming, outgoing):
        server = create_server(database.read_session)
        await server.run(incoming, outgoing, server.create_initialization_options())
