"""Documentation sets in PostgreSQL: one partition of each table for each set, filled by COPY.

A partition is filled and indexed on its own and attached at the end of the transaction: attaching does not
lock readers out, creating it attached would.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from castalia.database.base import Base
from castalia.database.distribution import distribute
from castalia.database.storage import Storage
from castalia.errors import IndexBusyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import asyncpg
    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

INDEX_LOCK = 0x_CA57A11A
"""The advisory lock of whoever writes the index."""

DROP_LOCK_MILLISECONDS = 200
"""Far below a second, after which PostgreSQL looks for deadlocks and could end a reader."""

LOAD_SECONDS = 600
"""How long one step of a load may take; the settings' limits are meant for searches."""


class PostgresStorage(Storage):
    """A partition of every table for each set."""

    async def create(self, connection: AsyncConnection) -> None:
        """Spread all tables where there are several nodes."""
        await distribute(connection, Base.metadata.sorted_tables)

    async def lock(self, connection: AsyncConnection) -> None:
        """Take the advisory lock for this transaction, and the time that a bulk load needs."""
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        taken = await connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": INDEX_LOCK})
        if not taken:
            message = "another `castalia index` is writing this index; wait for it to finish and try again"
            raise IndexBusyError(message)

    async def load(
        self, connection: AsyncConnection, set_id: int, rows: Iterable[tuple[Table, Sequence[tuple[Any, ...]]]]
    ) -> None:
        """COPY each table's rows into a partition of its own."""
        for table, values in rows:
            await _load_partition(connection, table, set_id, ((set_id, *value) for value in values))

    async def bytes_used(self, connection: AsyncConnection, set_id: int) -> int:
        """Give the size of the set's partitions, those that exist."""
        names = [_partition(table, set_id) for table in _partitioned_tables()]
        statement = text(
            "SELECT sum(pg_total_relation_size(to_regclass(name))) FROM unnest(CAST(:names AS text[])) name"
        )
        return int(await connection.scalar(statement, {"names": names}) or 0)

    async def drop(self, connection: AsyncConnection, set_id: int) -> None:
        """Drop the set's partitions, or give up soon: readers queue behind whoever waits for a table."""
        await connection.execute(text(f"SET LOCAL lock_timeout = {DROP_LOCK_MILLISECONDS}"))
        for table in _partitioned_tables():
            await connection.execute(text(f"DROP TABLE IF EXISTS {_partition(table, set_id)}"))


def _partitioned_tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if "set_id" in table.columns]


def _partition(table: Table, set_id: int) -> str:
    """Give the name of a set's partition; a set's id is an integer of ours, so the name is safe in SQL."""
    return f"{table.name}_{set_id:d}"


async def _driver(connection: AsyncConnection) -> asyncpg.Connection[Any]:
    raw = await connection.get_raw_connection()
    driver: asyncpg.Connection[Any] = raw.driver_connection  # type: ignore[assignment]  # the dialect is asyncpg
    return driver


async def _load_partition(
    connection: AsyncConnection, table: Table, set_id: int, rows: Iterable[tuple[Any, ...]]
) -> None:
    name = _partition(table, set_id)
    # With the constraint PostgreSQL attaches the partition without reading it.
    create = f"CREATE TABLE {name} (LIKE {table.name} INCLUDING DEFAULTS, CHECK (set_id = {set_id:d}))"
    attach = f"ALTER TABLE {table.name} ATTACH PARTITION {name} FOR VALUES IN ({set_id:d})"
    columns = [column.name for column in table.columns]
    driver = await _driver(connection)
    with _translated_errors(connection, create):
        await driver.execute(create)
        await driver.copy_records_to_table(name, records=rows, columns=columns, timeout=LOAD_SECONDS)
        await driver.execute(f"{attach}; ANALYZE {name}", timeout=LOAD_SECONDS)


@contextmanager
def _translated_errors(connection: AsyncConnection, statement: str) -> Iterator[None]:
    """Raise what the driver reports as what SQLAlchemy raises, so that callers need not know the driver."""
    driver: Any = connection.dialect.loaded_dbapi
    try:
        yield
    except (driver.asyncpg.PostgresError, driver.asyncpg.InterfaceError) as error:
        raise DBAPIError(statement, None, error) from error
