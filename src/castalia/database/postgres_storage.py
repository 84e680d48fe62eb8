"""Sets and token streams in PostgreSQL: one partition of each table for each set, filled by COPY.

A partition is filled and indexed on its own and attached at the end of the transaction: attaching does not
lock readers out, creating it attached would. Token streams arrive as ready-made ``tsvector`` values in
PostgreSQL's binary form, since making them in the server costs eight times as much.
"""

from __future__ import annotations

import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Integer, MetaData, Table, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.exc import DBAPIError

from castalia.database.distribution import distribute
from castalia.database.models import Base
from castalia.database.storage import FIELD_WEIGHTS, Candidate, Matches, Storage
from castalia.errors import IndexBusyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import asyncpg
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

    from castalia.database.storage import SectionTerms

INDEX_LOCK = 0x_CA57A11A
"""The advisory lock of whoever writes the index."""

# Narrow on purpose: ranking visits every matching row, and a wide row costs it twice the time.
SECTION_TERMS = Table(
    "section_terms",
    MetaData(),
    Column("set_id", Integer, primary_key=True, autoincrement=False),
    Column("section_id", Integer, primary_key=True, autoincrement=False),
    Column("terms", TSVECTOR, nullable=False),
    postgresql_partition_by="LIST (set_id)",
)

DROP_LOCK_MILLISECONDS = 200
"""Far below a second, after which PostgreSQL looks for deadlocks and could end a reader."""

LOAD_SECONDS = 600
"""How long one step of a load may take; the settings' limits are meant for searches."""

MAX_POSITION = 2**14 - 1
MAX_POSITIONS = 255
# The two highest bits of a position hold its weight: A is 3, D is 0.
WEIGHT_BITS = tuple(weight << 14 for weight in (3, 2, 1, 0))


class PostgresStorage(Storage):
    """A ``tsvector`` with a GIN index over our own token stream."""

    async def create(self, connection: AsyncConnection) -> None:
        """Create the table of token streams, and spread all tables where there are several nodes."""
        await connection.run_sync(SECTION_TERMS.metadata.create_all)
        await connection.execute(
            text("CREATE INDEX IF NOT EXISTS ix_section_terms_terms ON section_terms USING gin (terms)")
        )
        await distribute(connection, [*Base.metadata.sorted_tables, SECTION_TERMS])

    async def lock(self, connection: AsyncConnection) -> None:
        """Take the advisory lock for this transaction, and the time that a bulk load needs."""
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        taken = await connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": INDEX_LOCK})
        if not taken:
            message = "another `castalia index` is writing this index; wait for it to finish and try again"
            raise IndexBusyError(message)

    async def load(
        self, connection: AsyncConnection, set_id: int, rows: Mapping[Table, Sequence[tuple[Any, ...]]]
    ) -> None:
        """COPY each table's rows into a partition of its own."""
        for table, values in rows.items():
            await _load_partition(connection, table, set_id, [(set_id, *value) for value in values])

    async def load_terms(self, connection: AsyncConnection, set_id: int, rows: Iterable[SectionTerms]) -> None:
        """COPY ready-made ``tsvector`` values."""
        driver = await _driver(connection)
        await driver.set_type_codec(
            "tsvector", schema="pg_catalog", encoder=encode_tsvector, decoder=bytes, format="binary"
        )
        await _load_partition(connection, SECTION_TERMS, set_id, [(set_id, row.section_id, row.fields) for row in rows])

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

    async def match(self, session: AsyncSession, set_id: int, *, terms: Mapping[str, float], limit: int) -> Matches:
        """Match any term; PostgreSQL's rank knows no rarity, so each term's rank is weighted by its own."""
        # PostgreSQL counts from D to A and wants no weight above 1.
        weights = [weight / max(FIELD_WEIGHTS) for weight in reversed(FIELD_WEIGHTS)]
        scores = " + ".join(
            f"CAST(:rarity_{number} AS real)"
            f" * ts_rank(CAST(:weights AS real[]), terms, CAST(:term_{number} AS tsquery), 1)"
            for number in range(len(terms))
        )
        parameters: dict[str, Any] = {"weights": weights, "set_id": set_id, "limit": limit}
        quoted = [quote_term(term) for term in terms]
        parameters["query"] = " | ".join(quoted)
        for number, (term, rarity) in enumerate(zip(quoted, terms.values(), strict=True)):
            parameters[f"term_{number}"] = term
            parameters[f"rarity_{number}"] = rarity
        where = "FROM section_terms WHERE set_id = :set_id AND terms @@ CAST(:query AS tsquery)"
        found = await session.execute(
            text(f"SELECT section_id, {scores} AS score {where} ORDER BY score DESC, section_id LIMIT :limit"),
            parameters,
        )
        candidates = tuple(Candidate(section_id, score) for section_id, score in found)
        if len(candidates) < limit:
            return Matches(candidates, len(candidates))
        total = await session.scalar(text(f"SELECT count(*) {where}"), {"set_id": set_id, "query": parameters["query"]})
        return Matches(candidates, total or 0)


def encode_tsvector(fields: Sequence[Sequence[str]]) -> bytes:
    """Give the binary form of a ``tsvector``: see ``tsvectorrecv`` in PostgreSQL's ``tsvector.c``.

    The number of lexemes; for each one its bytes, a zero byte, the number of positions and the positions.

    Args:
        fields: The terms of each field, the field of weight A first.
    """
    positions: dict[str, list[int]] = {}
    position = 0
    for bits, terms in zip(WEIGHT_BITS, fields, strict=True):
        for term in terms:
            position = min(position + 1, MAX_POSITION)
            places = positions.setdefault(term, [])
            if len(places) < MAX_POSITIONS and (not places or places[-1] & MAX_POSITION < position):
                places.append(bits | position)
    parts = [struct.pack("!I", len(positions))]
    for term, places in positions.items():
        parts += (term.encode(), struct.pack(f"!xH{len(places)}H", len(places), *places))
    return b"".join(parts)


def quote_term(term: str) -> str:
    """Write a term as ``tsquery`` syntax that means just it."""
    return "'{}'".format(term.replace("\\", "\\\\").replace("'", "''"))


def _partitioned_tables() -> list[Table]:
    return [table for table in (*Base.metadata.sorted_tables, SECTION_TERMS) if "set_id" in table.columns]


def _partition(table: Table, set_id: int) -> str:
    """Give the name of a set's partition; a set's id is an integer of ours, so the name is safe in SQL."""
    return f"{table.name}_{set_id:d}"


async def _driver(connection: AsyncConnection) -> asyncpg.Connection[Any]:
    raw = await connection.get_raw_connection()
    driver: asyncpg.Connection[Any] = raw.driver_connection  # type: ignore[assignment]  # the dialect is asyncpg
    return driver


async def _load_partition(
    connection: AsyncConnection, table: Table, set_id: int, rows: Sequence[tuple[Any, ...]]
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
