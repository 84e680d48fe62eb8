"""What was typed of an option comes in, what it may become goes out, for shells that complete; it never fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from castalia.config import Config

AUTO = "auto"
"""The version of the project, or of the interpreter, where the command runs."""

PATIENCE = 2.0
"""Seconds; who presses the tab key waits for no database that is away."""


def complete_version(incomplete: str) -> list[str]:
    """Give the indexed versions that begin like this, and ``auto``; that alone where no index can be read."""
    return [version for version in (*_indexed(), AUTO) if version.startswith(incomplete)]


def _indexed() -> list[str]:
    # Pydantic is heavy, and only a shell that completes asks here.
    from castalia.config import get_config  # noqa: PLC0415
    from castalia.errors import CastaliaError  # noqa: PLC0415

    try:
        config = get_config()
        if config.engine == "sqlite" and not config.CASTALIA_HOME.exists():
            # To open the index would make its folder.
            return []
        return asyncio.run(asyncio.wait_for(_versions(config), PATIENCE))
    except (CastaliaError, OSError, TimeoutError):
        return []


async def _versions(config: Config) -> list[str]:
    from castalia.cli.connection import opened  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.database.sets import live_sets  # noqa: PLC0415 - The same.

    async with opened(config) as database, database.read_session() as session:
        return [each.version for each in await live_sets(session, project="python")]
