"""The storage of each dialect, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.database.postgres_storage import PostgresStorage
from castalia.database.sqlite_storage import SQLiteStorage

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

    from castalia.database.storage import Storage

STORAGES: dict[str, Storage] = {"sqlite": SQLiteStorage(), "postgresql": PostgresStorage()}


def storage_of(connection: AsyncConnection | AsyncSession) -> Storage:
    """Give the storage for the dialect that a connection or session speaks."""
    bind = connection if hasattr(connection, "dialect") else connection.get_bind()
    return STORAGES[bind.dialect.name]
