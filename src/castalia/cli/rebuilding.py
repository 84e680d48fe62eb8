"""An index of another format comes in; the command that builds it again from where it came from goes out."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from castalia.cli.connection import opened
from castalia.database.models import DocumentationSet

if TYPE_CHECKING:
    from castalia.config import Config

COMMAND = "castalia index --force"

# Only what indexes of every format have had.
LIVE = (
    select(DocumentationSet.version, DocumentationSet.location)
    .where(DocumentationSet.retired_at.is_(None), DocumentationSet.project == "python")
    .order_by(DocumentationSet.id)
)


def rebuilding(config: Config) -> str:
    """Give the command that builds the index of Python's documentation again, from the same sources where they are."""
    return " ".join([COMMAND, *map(shlex.quote, asyncio.run(_sources(config)))])


async def _sources(config: Config) -> list[str]:
    async with opened(config) as database, database.read_session() as session:
        try:
            found = (await session.execute(LIVE)).tuples().all()
        except SQLAlchemyError:
            # A format may have had none of these columns; the command alone finds documentation, too.
            return []
    return [source_of(version, location) for version, location in found]


def source_of(version: str, location: str) -> str:
    """Name what can be indexed again: the archive or folder where it still lies, else the version, from the web.

    >>> source_of("3.13", "/a/folder/that/is/gone")
    '3.13'
    """
    return location if Path(location).is_absolute() and Path(location).exists() else version
