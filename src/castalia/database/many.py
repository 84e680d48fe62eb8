"""Lists as one parameter, each dialect's way, so that a statement stays the same however many things it is about.

Such a statement is compiled once by SQLAlchemy and planned once by PostgreSQL, which with many partitions takes longer
than the reading.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, Integer, Text, TypeDecorator, and_, bindparam, column, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Dialect, TableValuedAlias
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine


def numbers(parameter: str) -> TableValuedAlias:
    """Give the integers of a parameter as a table, with the one column ``value``."""
    rows = _Rows(bindparam(parameter, type_=_List(BigInteger())))
    # A function that gives one column lends it its alias on PostgreSQL, where it has no name of its own.
    return rows.table_valued(column("value", BigInteger)).alias("value")


def one_of(tested: ColumnElement[Any], parameter: str) -> ColumnElement[bool]:
    """Test whether an integer or a text is one of those of a parameter."""
    of: TypeEngine[Any] = Integer() if isinstance(tested.type, Integer) else Text()
    return _OneOf(tested, bindparam(parameter, type_=_List(of)))


WIDTH = 32


def place(set_id: int, number: int) -> int:
    """Give one number for a set and the number of a row in it."""
    return set_id << WIDTH | number


def at_place(set_id: ColumnElement[int], number: ColumnElement[int], places: TableValuedAlias) -> ColumnElement[bool]:
    """Test whether a row is at one of several places, each as ``place`` gives it."""
    given = places.c.value
    in_set = set_id == given.bitwise_rshift(literal(WIDTH, Integer))
    return and_(in_set, number == given.bitwise_and(2**WIDTH - 1))


class _List(TypeDecorator[list[Any]]):
    """Values of one type: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type."""
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - By dialect.
        """Write a list."""
        values = list(value or ())
        return values if dialect.name == "postgresql" else json.dumps(values)


class _Rows(FunctionElement[Any]):
    name = "rows"
    inherit_cache = True


class _OneOf(FunctionElement[bool]):
    name = "one_of"
    # Of a boolean SQLAlchemy would ask SQLite whether it equals 1, and no key would be used.
    type = NullType()  # type: ignore[assignment]  # Said above.
    inherit_cache = True


@compiles(_Rows, "postgresql")
def _unnest(element: _Rows, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own.
    return f"unnest({compiler.process(element.clauses, **options)})"


@compiles(_Rows, "sqlite")
def _json_each(element: _Rows, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - The same.
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_OneOf, "postgresql")
def _any(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - The same.
    tested, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{tested} = ANY ({values})"


@compiles(_OneOf, "sqlite")
def _in_json(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - The same.
    tested, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{tested} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - Made of parameters and columns.
