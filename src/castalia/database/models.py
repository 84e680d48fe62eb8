"""The tables of the index.

Every table but ``documentation_set`` has the set as the first part of its primary key, so that one
documentation (a project in one version) is one partition on PostgreSQL and one key range on SQLite:
a query pays for the sets it searches, and a set is replaced or dropped as a whole. Ids count from
zero within a set and follow reading order. There are no foreign keys: rows are only ever written
and dropped by the set, and a key from partition to partition would lock both for each swap.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import JSON, DateTime, Index, LargeBinary, MetaData, Text, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Table

INDEX_FORMAT = 1
"""Raised with every change that an index written before cannot serve; such an index is rebuilt, not migrated."""

PARTITIONED: dict[str, Any] = {"postgresql_partition_by": "LIST (set_id)"}
# A table without SQLite's row ids lies in the order of its key: half the size where rows are small, slow where not.
CLUSTERED: dict[str, Any] = {**PARTITIONED, "sqlite_with_rowid": False}


class Moment(TypeDecorator[datetime]):
    """A point in time that keeps its zone in SQLite too, which stores times without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's
        """Write every time in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's
        """Read every time in UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """The root of all tables; text without a length and times with a zone everywhere."""

    metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})
    type_annotation_map: ClassVar = {str: Text, bytes: LargeBinary, datetime: Moment, list[float]: JSON}


def table_of(model: type[Base]) -> Table:
    """Give the table of a model; SQLAlchemy types it as anything that can be selected from."""
    return Base.metadata.tables[model.__tablename__]


class DocumentationSet(Base):
    """One documentation: a project in one version, as it was indexed once.

    Indexing a version again writes a new set beside the old one and makes it the live one in the
    same transaction. The old set is marked as retired and dropped a moment later, so that a search
    which began with it can end with it. ``mean_lengths`` holds the mean number of terms of each field.
    """

    __tablename__ = "documentation_set"
    __table_args__ = (
        Index(
            "ix_documentation_set_live",
            "project",
            "version",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
            sqlite_where=text("retired_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str]
    version: Mapped[str]
    release: Mapped[str]
    language: Mapped[str]
    home: Mapped[str]
    location: Mapped[str]
    fingerprint: Mapped[str]
    index_format: Mapped[int]
    indexed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    pages: Mapped[int]
    sections: Mapped[int]
    symbols: Mapped[int]
    mean_lengths: Mapped[list[float]]


class Folder(Base):
    """A part of a documentation, by the first segment of its pages' paths: ``library``, ``tutorial`` ..."""

    __tablename__ = "folder"
    __table_args__ = (CLUSTERED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    title: Mapped[str]
    pages: Mapped[int]
    sections: Mapped[int]


class Page(Base):
    """A page as readers see it offline: sanitized HTML, compressed with zlib."""

    __tablename__ = "page"
    __table_args__ = (Index("ix_page_path", "set_id", "path"), PARTITIONED)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    folder_id: Mapped[int]
    path: Mapped[str]
    title: Mapped[str]
    body: Mapped[bytes]
    notice: Mapped[str]


class Asset(Base):
    """An image or a download that pages show or offer."""

    __tablename__ = "asset"
    __table_args__ = (PARTITIONED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes]


class Section(Base):
    """A section or a definition: the unit that search answers with.

    ``breadcrumb`` holds the titles above it, one a line, the page's first; ``terms`` what others call it:
    entries of the general index and the texts of links, one a line; ``inlinks`` counts the links to it;
    ``vector`` is its packed term vector.
    """

    __tablename__ = "section"
    __table_args__ = (PARTITIONED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    page_id: Mapped[int]
    path: Mapped[str]
    anchor: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    signature: Mapped[str]
    breadcrumb: Mapped[str]
    folder: Mapped[str]
    terms: Mapped[str]
    text: Mapped[str]
    inlinks: Mapped[int]
    vector: Mapped[bytes]


class Name(Base):
    """A name by which a section can be asked for.

    ``key`` is the name, or its last one or two parts, as ``castalia.text.identifiers.name_key`` folds it;
    ``parts`` says how many trailing parts of ``name`` the key covers, 0 meaning all of them.
    """

    __tablename__ = "name"
    __table_args__ = (Index("ix_name_key", "set_id", "key"), CLUSTERED)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str]
    parts: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    section_id: Mapped[int]
    anchor: Mapped[str]


class Term(Base):
    """A term of the token stream: its id in term vectors, and the number of sections that hold it."""

    __tablename__ = "term"
    __table_args__ = (CLUSTERED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int]
    sections: Mapped[int]


class IndexMetadata(Base):
    """Facts about the index itself, by name: ``format`` is ``INDEX_FORMAT`` of the version that wrote it."""

    __tablename__ = "index_metadata"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
