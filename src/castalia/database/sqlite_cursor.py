"""A cursor of aiosqlite that answers small statements with one errand to the connection's thread instead of four."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import aiosqlite

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

Result = TypeVar("Result")

FIRST_ROWS = 256
"""So many rows are fetched with the statement itself; whoever streams more fetches the others as they are needed."""


class PromptCursor(aiosqlite.Cursor):
    """A cursor that is made, executed, read and closed in one errand where the rows are few.

    An errand costs a tenth of a millisecond of CPU time, more than most statements.

    Args:
        connection: The connection, of aiosqlite.
    """

    _cursor: sqlite3.Cursor

    def __init__(self, connection: aiosqlite.Connection) -> None:
        # What the parent class takes is made by the first errand.
        self._conn = connection
        self._rows: list[Any] = []
        self._has_more = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> PromptCursor:
        """Execute a statement and fetch its first rows."""
        await self._errand(self._run, sql, () if parameters is None else parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> PromptCursor:
        """Execute a statement for each of several sets of parameters."""
        await self._errand(self._run_many, sql, parameters)
        return self

    async def fetchone(self) -> Any:  # noqa: ANN401 - What a row is, the row factory decides.
        """Fetch the next row."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Fetch the next rows."""
        size = size or 1
        if len(self._rows) < size and self._has_more:
            self._rows += await self._errand(self._fetch, size - len(self._rows))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> list[Any]:
        """Fetch all rows that are left."""
        rows, self._rows = self._rows, []
        return rows + await self._errand(self._fetch, None) if self._has_more else rows

    async def close(self) -> None:
        """Close the cursor; one whose rows were all fetched is closed already."""
        if self._has_more:
            self._has_more = False
            await super().close()

    async def _errand(self, function: Callable[..., Result], *arguments: object) -> Result:
        result: Result = await self._execute(function, *arguments)  # type: ignore[no-untyped-call]
        return result

    def _run(self, sql: str, parameters: Iterable[Any]) -> None:
        self._cursor = self._conn._conn.execute(sql, parameters)  # type: ignore[arg-type]  # noqa: SLF001
        self._has_more = True
        self._rows = self._fetch(FIRST_ROWS) if self._cursor.description else []
        if not self._cursor.description:
            self._end()

    def _run_many(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        self._cursor = self._conn._conn.executemany(sql, parameters)  # type: ignore[arg-type]  # noqa: SLF001
        self._end()

    def _fetch(self, size: int | None) -> list[Any]:
        rows = self._cursor.fetchall() if size is None else self._cursor.fetchmany(size)
        if size is None or len(rows) < size:
            self._end()
        return rows

    def _end(self) -> None:
        self._has_more = False
        self._cursor.close()
