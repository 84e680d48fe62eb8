"""A session comes in; what its role may do to the index goes out. On SQLite the file's own rights decide instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database

FORBIDDEN = "42501"
"""PostgreSQL's code for what a role may not do."""


async def may_make_tables(session: AsyncSession) -> bool:
    """Tell whether the role of a session on PostgreSQL may write an index."""
    return bool(await session.scalar(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")))


async def may_change_tables(database: Database) -> bool:
    """Tell whether the role that reads on PostgreSQL may also change what is indexed."""
    async with database.read_session() as session:
        statement = text("SELECT has_table_privilege('documentation_set', 'INSERT, UPDATE, DELETE')")
        return bool(await session.scalar(statement))
