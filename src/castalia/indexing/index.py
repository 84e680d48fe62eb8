"""`index_source(database, source)`: the entrance of this folder, from a source to a searchable index.

Everything is read and turned into rows before the database is touched; then one transaction writes the new
set and retires the old one. Whatever interrupts it, readers have the old index or the new one.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from castalia.database.dialects import storage_of
from castalia.database.models import INDEX_FORMAT, DocumentationSet, Page, Section
from castalia.database.sets import GRACE, drop_retired, live_sets, retire
from castalia.documents.general_index import IndexTerm, read_general_index
from castalia.errors import SourceError
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import Progress, SilentProgress
from castalia.indexing.rows import SetRows, make_rows
from castalia.indexing.summary import Summary

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.source.source import Source


async def index_source(
    database: Database, source: Source, *, force: bool = False, progress: Progress | None = None
) -> Summary:
    """Index a documentation, in place of what the index holds of the same project and version.

    Args:
        database: A database that is set up and has the schema.
        source: The documentation, its context entered.
        force: Whether to index it again when the index already holds just this.
        progress: Who is told how far it is.

    Raises:
        SourceError: The source holds no documentation.
        IndexBusyError: Another process is writing the index.
    """
    started = time.perf_counter()
    progress = progress or SilentProgress()
    fingerprint = source.fingerprint()
    present = await _present(database, source)
    if present and present.fingerprint == fingerprint and present.index_format == INDEX_FORMAT and not force:
        return _unchanged(present, time.perf_counter() - started)
    library = read_pages(source, progress)
    if not library.documents:
        reasons = "; ".join(library.failures[:3]) or "it has no pages"
        message = f"{source.location}: nothing to index: {reasons}"
        raise SourceError(message)
    progress.stage("building the index", None)
    rows = make_rows(
        library.documents,
        index_terms=_general_index(source),
        assets=source.assets(),
        language=source.release.language,
    )
    new = _documentation_set(source, rows, fingerprint)
    await _write(database, new, rows, progress)
    if present is not None:
        await asyncio.sleep(GRACE.total_seconds())
    await drop_retired(database)
    return Summary(
        project=new.project,
        version=new.version,
        release=new.release,
        pages=new.pages,
        sections=new.sections,
        symbols=new.symbols,
        seconds=time.perf_counter() - started,
        unchanged=False,
        failures=library.failures,
    )


async def _present(database: Database, source: Source) -> DocumentationSet | None:
    release = source.release
    async with database.read_session() as session:
        known = await live_sets(session, project=release.project)
    return next((found for found in known if found.version == release.version), None)


def _unchanged(present: DocumentationSet, seconds: float) -> Summary:
    return Summary(
        project=present.project,
        version=present.version,
        release=present.release,
        pages=present.pages,
        sections=present.sections,
        symbols=present.symbols,
        seconds=seconds,
        unchanged=True,
        failures=(),
    )


def _general_index(source: Source) -> tuple[IndexTerm, ...]:
    """Read the general index from the one page that has all of it, or from the pages it was split into."""
    paths = set(source.paths())
    if "genindex-all.html" in paths:
        return read_general_index(source.page("genindex-all.html").html)
    pages = sorted(path for path in paths if path.startswith("genindex"))
    return tuple(term for path in pages for term in read_general_index(source.page(path).html))


def _documentation_set(source: Source, rows: SetRows, fingerprint: str) -> DocumentationSet:
    release = source.release
    return DocumentationSet(
        project=release.project,
        version=release.version,
        release=release.full,
        language=release.language,
        home=release.home,
        location=source.location,
        fingerprint=fingerprint,
        index_format=INDEX_FORMAT,
        indexed_at=datetime.now(UTC),
        pages=rows.count(Page),
        sections=rows.count(Section),
        symbols=len(source.inventory),
        mean_lengths=rows.mean_lengths(),
    )


async def _write(database: Database, new: DocumentationSet, rows: SetRows, progress: Progress) -> None:
    """Write a set in one transaction; when it commits, the new set is live and the old one is not."""
    progress.stage("writing the index", rows.count(Section))
    async with database.transaction() as session:
        connection = await session.connection()
        storage = storage_of(connection)
        await storage.lock(connection)
        await retire(session, project=new.project, version=new.version)
        session.add(new)
        await session.flush()
        await storage.load(connection, new.id, rows.tables)
        await storage.load_terms(connection, new.id, rows.section_terms)
    progress.advance(rows.count(Section))
