"""The root of all tables, and what their declarations have in common."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import JSON, LargeBinary, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase

from castalia.database.moment import Moment

if TYPE_CHECKING:
    from sqlalchemy import Connection, Index, Table

Objects = list[dict[str, Any]]
# What only PostgreSQL hears is said when tables are created there: to say it here would load its dialect in every
# program, a fifth of what the start of a search takes.
PARTITIONED: dict[str, Any] = {"info": {"postgresql_partition_by": "LIST (set_id)"}}
# A table without SQLite's row ids lies in the order of its key: half the size where rows are small, slow where not.
CLUSTERED: dict[str, Any] = {**PARTITIONED, "sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """The root of all tables; text without a length and times with a zone everywhere."""

    metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})
    type_annotation_map: ClassVar = {str: Text, bytes: LargeBinary, datetime: Moment, list[float]: JSON, Objects: JSON}


def table_of(model: type[Base]) -> Table:
    """Give the table of a model; SQLAlchemy types it as anything that can be selected from."""
    return Base.metadata.tables[model.__tablename__]


@event.listens_for(Base.metadata, "before_create")
def speak_postgresql(metadata: MetaData, connection: Connection, **_: object) -> None:
    """Give tables and indexes what their ``info`` says for PostgreSQL, where they are created there."""
    if connection.dialect.name != "postgresql":
        return
    everything: list[Table | Index] = [*metadata.tables.values()]
    everything += [index for table in metadata.tables.values() for index in table.indexes]
    for each in everything:
        for name, value in each.info.items():
            each.dialect_options["postgresql"][name.removeprefix("postgresql_")] = value
