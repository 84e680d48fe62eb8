"""The tables of the index as a whole: made once, checked before each use, rebuilt when the format changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from castalia.database.base import Base
from castalia.database.dialects import storage_of
from castalia.database.models import INDEX_FORMAT, IndexMetadata
from castalia.database.sessions import kept
from castalia.database.writing import exclusive
from castalia.errors import EmptyIndexError, IndexFormatError

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

    from castalia.database.database import Database

SCHEMA_LOCK = 0x_CA57A11B
"""The advisory lock of whoever creates the schema."""

OF_EARLIER_FORMATS = re.compile(r"section_terms(_\d+)?")
"""The tables of full text that indexes had up to format 3."""

EMPTY = "nothing is indexed yet; run `castalia index` first"


async def create_schema(database: Database, *, rebuild: bool = False) -> None:
    """Create what is missing of the schema; any number of processes may do so at once.

    Args:
        database: A database that is set up.
        rebuild: Whether an index of another format is dropped rather than refused.

    Raises:
        IndexFormatError: The database holds an index of another format.
    """
    if not rebuild and await _is_complete(database):
        return
    async with exclusive(database) as session:
        connection = await session.connection()
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SCHEMA_LOCK})
        if rebuild and await _written_format(connection) not in {None, str(INDEX_FORMAT)}:
            await _drop_schema(connection)
        await connection.run_sync(Base.metadata.create_all)
        await storage_of(connection).create(connection)
        written = await _written_format(connection)
        if written is None:
            session.add(IndexMetadata(name="format", value=str(INDEX_FORMAT)))
        else:
            require_format(written)


async def _is_complete(database: Database) -> bool:
    """Tell whether there is nothing to create; whoever only asks need not wait for whoever writes.

    Raises:
        IndexFormatError: The database holds an index of another format.
    """
    async with database.read_session() as session:
        written = await _written_format(await session.connection())
    if written is not None:
        require_format(written)
    return written is not None


async def check_format(session: AsyncSession) -> None:
    """Make sure that the index can be searched by this version of Castalia.

    Raises:
        EmptyIndexError: There is no index.
        IndexFormatError: It has another format.
    """
    async with kept(session):
        written = await _written_format(await session.connection())
    if written is None:
        raise EmptyIndexError(EMPTY)
    require_format(written)


def require_format(written: str | int) -> None:
    """Make sure that a format is the one that this version of Castalia reads.

    Raises:
        IndexFormatError: It is another.
    """
    if str(written) != str(INDEX_FORMAT):
        message = (
            f"the index has format {written}, this version of Castalia reads format {INDEX_FORMAT}; "
            "rebuild it with `castalia index --force`"
        )
        raise IndexFormatError(message)


async def _written_format(connection: AsyncConnection) -> str | None:
    if not await connection.run_sync(_has_tables):
        return None
    written: str | None = await connection.scalar(select(IndexMetadata.value).where(IndexMetadata.name == "format"))
    return written


async def _drop_schema(connection: AsyncConnection) -> None:
    names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
    for name in names:
        if name in Base.metadata.tables or OF_EARLIER_FORMATS.fullmatch(name):
            await connection.execute(text(f"DROP TABLE IF EXISTS {name}{cascade}"))


def _has_tables(connection: Connection) -> bool:
    return inspect(connection).has_table(IndexMetadata.__tablename__)
