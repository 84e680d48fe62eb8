"""Documentation sets in SQLite: each is a range of rows of every table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert

from castalia.database.base import Base
from castalia.database.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

BATCH = 2_000
"""Rows a call: enough to make the hop to the driver's thread cheap, few enough to keep memory flat."""


class SQLiteStorage(Storage):
    """Ranges of shared tables."""

    async def create(self, connection: AsyncConnection) -> None:
        """Do nothing: there is nothing that the models do not declare."""

    async def lock(self, connection: AsyncConnection) -> None:
        """Do nothing: a transaction of the write engine begins with the file's only write lock."""

    async def load(
        self, connection: AsyncConnection, set_id: int, rows: Iterable[tuple[Table, Sequence[tuple[Any, ...]]]]
    ) -> None:
        """Insert rows with the driver's ``executemany``, twice as fast as through SQLAlchemy's parameters."""
        for table, values in rows:
            await _insert(connection, table, set_id, values)

    async def bytes_used(self, connection: AsyncConnection, set_id: int) -> int:  # noqa: ARG002 - PostgreSQL needs it.
        """Give the size of all pages of the file that hold something."""
        pages, free, size = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("page_count", "freelist_count", "page_size")
        ]
        return int((pages - free) * size)

    async def drop(self, connection: AsyncConnection, set_id: int) -> None:
        """Delete the set's rows."""
        for table in Base.metadata.sorted_tables:
            if "set_id" in table.columns:
                await connection.execute(delete(table).where(table.c.set_id == set_id))


async def _insert(connection: AsyncConnection, table: Table, set_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    statement = str(insert(table).compile(dialect=connection.dialect))
    for start in range(0, len(rows), BATCH):
        batch = [(set_id, *row) for row in rows[start : start + BATCH]]
        await connection.exec_driver_sql(statement, batch)
