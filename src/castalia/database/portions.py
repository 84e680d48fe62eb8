"""A statement with thousands of rows in, its rows a portion at a time out, so that others are answered meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import tuple_

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession

PORTION = 1000
"""Rows of one statement."""


async def portions(
    session: AsyncSession, statement: Select[*tuple[Any, ...]], *key: ColumnElement[Any]
) -> AsyncIterator[Sequence[Row[*tuple[Any, ...]]]]:
    """Give the rows of a statement, each portion by a statement of its own that begins where the last one ended.

    Args:
        session: A session to read with.
        statement: What is selected, in no order.
        key: Columns that tell every row from all others, in their order; the statement selects them first.
    """
    portion = statement.order_by(*key).limit(PORTION)
    rows = (await session.execute(portion)).all()
    while rows:
        yield rows
        if len(rows) < PORTION:
            return
        following = tuple_(*rows[-1][: len(key)]) < tuple_(*key)
        rows = (await session.execute(portion.where(following))).all()
