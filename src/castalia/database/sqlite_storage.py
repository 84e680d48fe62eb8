"""Sets and token streams in SQLite: ranges of shared tables, and one FTS5 table for each set.

The FTS5 table holds our terms, separated by spaces: its tokenizer is told that all punctuation belongs to
terms, so it never takes one apart. It is contentless: what it indexes is our token stream, which is stored
nowhere else, and a set's table is only ever dropped as a whole.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Column, Integer, MetaData, Table, Text, delete, func, insert, literal_column, select

from castalia.database.models import Base
from castalia.database.storage import FIELD_WEIGHTS, FIELDS, Candidate, Matches, Storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnClause
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

    from castalia.database.storage import SectionTerms

BATCH = 2_000
"""Rows a call: enough to make the hop to the driver's thread cheap, few enough to keep memory flat."""


class SQLiteStorage(Storage):
    """FTS5 over our own token stream."""

    tokenizer: ClassVar[str] = "ascii tokenchars '{}'".format(string.punctuation.replace("'", "''"))

    async def create(self, connection: AsyncConnection) -> None:
        """Do nothing: a set brings its own table."""

    async def lock(self, connection: AsyncConnection) -> None:
        """Do nothing: a transaction of the write engine begins with the file's only write lock."""

    async def load(
        self, connection: AsyncConnection, set_id: int, rows: Mapping[Table, Sequence[tuple[Any, ...]]]
    ) -> None:
        """Insert rows with the driver's ``executemany``, twice as fast as through SQLAlchemy's parameters."""
        for table, values in rows.items():
            await _insert(connection, table, [(set_id, *value) for value in values])

    async def load_terms(self, connection: AsyncConnection, set_id: int, rows: Iterable[SectionTerms]) -> None:
        """Create the set's FTS5 table and fill it."""
        table = _terms_table(set_id)
        columns = ", ".join(FIELDS)
        tokenizer = self.tokenizer.replace('"', '""')
        await connection.exec_driver_sql(
            f'CREATE VIRTUAL TABLE {table.name} USING fts5({columns}, content="", tokenize="{tokenizer}")'
        )
        await _insert(connection, table, [(row.section_id, *(" ".join(field) for field in row.fields)) for row in rows])

    async def bytes_used(self, connection: AsyncConnection, set_id: int) -> int:  # noqa: ARG002 - PostgreSQL needs it.
        """Give the size of all pages of the file that hold something."""
        pages, free, size = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("page_count", "freelist_count", "page_size")
        ]
        return int((pages - free) * size)

    async def drop(self, connection: AsyncConnection, set_id: int) -> None:
        """Delete the set's rows and drop its FTS5 table."""
        for table in Base.metadata.sorted_tables:
            if "set_id" in table.columns:
                await connection.execute(delete(table).where(table.c.set_id == set_id))
        await connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_terms_table(set_id).name}")

    async def match(self, session: AsyncSession, set_id: int, *, terms: Mapping[str, float], limit: int) -> Matches:
        """Match any term, ranked by BM25 with weights by field; SQLite's score is better the lower it is."""
        table = _terms_table(set_id)
        itself: ColumnClause[str] = literal_column(table.name)
        matching = itself.op("MATCH")(" OR ".join(quote_term(term) for term in terms))
        score = func.bm25(itself, *FIELD_WEIGHTS)
        statement = select(table.c.rowid, score).where(matching).order_by(score, table.c.rowid).limit(limit)
        candidates = tuple(Candidate(section_id, -bm25) for section_id, bm25 in await session.execute(statement))
        if len(candidates) < limit:
            return Matches(candidates, len(candidates))
        total = await session.scalar(select(func.count()).select_from(table).where(matching))
        return Matches(candidates, total or 0)


def quote_term(term: str) -> str:
    """Write a term as FTS5 syntax that means just it."""
    return '"{}"'.format(term.replace('"', '""'))


def _terms_table(set_id: int) -> Table:
    """Give a set's FTS5 table."""
    fields = (Column(field, Text) for field in FIELDS)
    return Table(f"section_terms_{set_id:d}", MetaData(), Column("rowid", Integer, primary_key=True), *fields)


async def _insert(connection: AsyncConnection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    statement = str(insert(table).compile(dialect=connection.dialect))
    for start in range(0, len(rows), BATCH):
        await connection.exec_driver_sql(statement, list(rows[start : start + BATCH]))
