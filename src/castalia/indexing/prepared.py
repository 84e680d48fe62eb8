"""A source comes in, a documentation as rows goes out, ready to be written by this process or by another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from castalia.database.base import Base
from castalia.database.models import INDEX_FORMAT, DocumentationSet, Page, Section
from castalia.errors import SourceError
from castalia.indexing.garbage import collected_rarely
from castalia.indexing.general_index import general_index
from castalia.indexing.pages import read_pages
from castalia.indexing.returned_memory import give_back
from castalia.indexing.rows import make_rows, term_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Table

    from castalia.indexing.progress import Progress
    from castalia.indexing.rows import SetRows
    from castalia.source.source import Source

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A documentation that needs only to be written; it can be sent from one process to another.

    Args:
        facts: The values of its ``DocumentationSet``, by column.
        tables: Its rows by the name of their table, since a table itself is not the same in two processes.
        failures: For each page that could not be read, what was wrong.
    """

    facts: dict[str, Any]
    tables: dict[str, Sequence[Row]]
    failures: tuple[str, ...]

    @property
    def project(self) -> str:
        """The key of the project."""
        return str(self.facts["project"])

    @property
    def version(self) -> str:
        """The key of the version."""
        return str(self.facts["version"])

    @property
    def fingerprint(self) -> str:
        """The hash of everything that was read."""
        return str(self.facts["fingerprint"])

    def documentation_set(self) -> DocumentationSet:
        """Give a new set, which is in no session yet."""
        return DocumentationSet(**self.facts)

    def take_rows(self) -> Iterator[tuple[Table, Sequence[Row]]]:
        """Give the rows of one table after the other, and keep none that was given."""
        while self.tables:
            name = next(iter(self.tables))
            yield Base.metadata.tables[name], self.tables.pop(name)


@collected_rarely()
def prepare(source: Source, *, fingerprint: str, progress: Progress) -> Prepared:
    """Read a source and turn it into rows; the pages taken apart need not stay in memory while these are written.

    Args:
        source: The documentation, its context entered.
        fingerprint: The hash of everything that is read of it.
        progress: Who is told how far it is.

    Raises:
        SourceError: The source holds no documentation.
    """
    library = read_pages(source, progress)
    give_back()
    if not library.documents:
        reasons = "; ".join(library.failures[:3]) or "it has no pages"
        raise SourceError(f"{source.location}: nothing to index: {reasons}")
    index_terms, failures = general_index(source)
    progress.stage("building the index", None)
    rows = make_rows(
        library.documents,
        bodies=library.bodies,
        index_terms=index_terms,
        assets=source.assets(),
        language=source.release.language,
    )
    failures = [*library.failures, *failures]
    # The pages are let go before the terms, of which there are the most, need their memory.
    del library
    give_back()
    tables = {table.name: values for table, values in (term_rows(rows.streams) | rows.tables).items()}
    return Prepared(_facts(source, rows, fingerprint), tables, tuple(failures))


def _facts(source: Source, rows: SetRows, fingerprint: str) -> dict[str, Any]:
    release = source.release
    return {
        "project": release.project,
        "version": release.version,
        "release": release.full,
        "language": release.language,
        "home": release.home,
        "location": source.location,
        "fingerprint": fingerprint,
        "index_format": INDEX_FORMAT,
        "indexed_at": datetime.now(UTC),
        "pages": rows.count(Page),
        "sections": rows.count(Section),
        "symbols": len(source.inventory),
        "mean_lengths": rows.streams.mean_lengths(),
        "size": 0,
    }
