"""The tables of the index.

Every table but ``documentation_set`` has the set as the first part of its primary key, so that one
documentation (a project in one version) is one partition on PostgreSQL and one key range on SQLite:
a query pays for the sets it searches, and a set is replaced or dropped as a whole. Ids count from
zero within a set and follow reading order. There are no foreign keys: rows are only ever written
and dropped by the set, and a key from partition to partition would lock both for each swap.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from castalia.database.base import CLUSTERED, PARTITIONED, Base, Objects

INDEX_FORMAT = 7
"""Raised with every change that an index written before cannot serve; such an index is rebuilt, not migrated."""


class DocumentationSet(Base):
    """One documentation: a project in one version, as it was indexed once.

    Indexing a version again writes a new set beside the old one and makes it the live one in the
    same transaction. The old set is marked as retired and dropped a moment later, so that a search
    which began with it can end with it. ``mean_lengths`` holds the mean number of terms of each field,
    ``size`` the bytes by which the database grew; SQLite grows by whole pages, so that a tiny set may show none.
    """

    __tablename__ = "documentation_set"
    __table_args__ = (
        Index(
            "ix_documentation_set_live",
            "project",
            "version",
            unique=True,
            info={"postgresql_where": text("retired_at IS NULL")},
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
    size: Mapped[int] = mapped_column(BigInteger)


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
    entries of the general index and the texts of links, one a line; ``inlinks`` counts the sections that link
    to it in their text, ``see_also_links`` those of them that do so under "see also", ``child_links`` the tables
    of contents that have it as a direct child, ``index_links`` its entries in the general index;
    ``popularity`` is the logarithm of how often answers link to it.
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
    see_also_links: Mapped[int]
    child_links: Mapped[int]
    index_links: Mapped[int]
    popularity: Mapped[float]


class Signature(Base):
    """A signature taken apart: ``parameters`` holds name, kind, default and annotation of each, none for a constant."""

    __tablename__ = "signature"
    __table_args__ = (CLUSTERED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    anchor: Mapped[str]
    text: Mapped[str]
    parameters: Mapped[Objects | None]
    returns: Mapped[str]


class Note(Base):
    """A version note: a section's ``kind`` (added, changed, deprecated, soft-deprecated, removed) in a version."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_version", "set_id", "version"), CLUSTERED)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    version: Mapped[str]
    text: Mapped[str]


class Example(Base):
    """A block of code of a section, as shown."""

    __tablename__ = "example"
    __table_args__ = (PARTITIONED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str]
    code: Mapped[str]


class ExampleName(Base):
    """A full name that an example in Python uses."""

    __tablename__ = "example_name"
    __table_args__ = (CLUSTERED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Reference(Base):
    """What a section names under "see also" (``see-also``) or in its table of contents (``child``).

    ``target_id`` is the section it leads to, none for an address on the web.
    """

    __tablename__ = "reference"
    __table_args__ = (CLUSTERED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    target_id: Mapped[int | None]
    address: Mapped[str]
    text: Mapped[str]


class SourceFile(Base):
    """Where the code lies that a section documents; ``line`` is 0 where none is given."""

    __tablename__ = "source_file"
    __table_args__ = (CLUSTERED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file: Mapped[str]
    line: Mapped[int]
    address: Mapped[str]


class Name(Base):
    """A name by which a section can be asked for.

    ``key`` is the name, or its last one or two parts, as ``castalia.text.identifiers.name_key`` folds it;
    ``parts`` says how many trailing parts of ``name`` the key covers, 0 all, 3 the first and last. They lie by key.
    """

    __tablename__ = "name"
    __table_args__ = (PrimaryKeyConstraint("set_id", "key", "parts", "id"), CLUSTERED)

    set_id: Mapped[int] = mapped_column(autoincrement=False)
    id: Mapped[int]
    key: Mapped[str]
    parts: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    section_id: Mapped[int]
    anchor: Mapped[str]


class Term(Base):
    """A term of the token stream, and the number of sections that hold it."""

    __tablename__ = "term"
    __table_args__ = (CLUSTERED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int]
    sections: Mapped[int]


class Posting(Base):
    """Where a term stands: ``places`` is what ``castalia.text.postings`` packs."""

    __tablename__ = "posting"
    __table_args__ = (PARTITIONED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    term_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    places: Mapped[bytes]


class SectionColumn(Base):
    """What ranking needs of every section, in one value and in the order of the sections' ids.

    ``lengths`` holds the number of terms in each field (16 bits each), ``inlinks`` (32 bits) and ``popularity``
    (a float of 32 bits) what ``Section`` says, ``folders`` the ids of the folders (16 bits).
    """

    __tablename__ = "section_column"
    __table_args__ = (PARTITIONED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    numbers: Mapped[bytes]


class EmbeddingBlock(Base):
    """The vectors of some of a set's sections, in the order of their ids, a byte for each number of a vector."""

    __tablename__ = "embedding_block"
    __table_args__ = (PARTITIONED,)

    set_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dimensions: Mapped[int]
    vectors: Mapped[bytes]
    scales: Mapped[bytes]


class IndexMetadata(Base):
    """Facts about the index itself, by name: ``format`` is ``INDEX_FORMAT`` of the version that wrote it."""

    __tablename__ = "index_metadata"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
