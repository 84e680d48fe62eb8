"""`index_source(database, source)`: the entrance of this folder, from a source to a searchable index.

Everything is read and turned into rows before the database is touched; then one transaction writes the new
set and retires the old one. Whatever interrupts it, readers have the old index or the new one.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from castalia.database.dialects import storage_of
from castalia.database.models import INDEX_FORMAT, DocumentationSet, Page, Section
from castalia.database.sets import GRACE, drop_retired, live_sets, retire
from castalia.database.writing import exclusive
from castalia.errors import SourceError
from castalia.indexing.general_index import general_index
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import SilentProgress
from castalia.indexing.rows import make_rows
from castalia.indexing.summary import Summary

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.indexing.progress import Progress
    from castalia.indexing.rows import SetRows
    from castalia.source.source import Source

WAITING = "waiting for another `castalia index` to finish"


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
        return _unchanged(present, started=started)
    new, rows, failures = _prepare(source, fingerprint, progress)
    await _write(database, new, rows, progress)
    summary = _summary(new, started=started, failures=failures)
    if present is not None:
        await asyncio.sleep(GRACE.total_seconds())
    await drop_retired(database)
    return summary


async def find_unchanged(database: Database, fingerprint: str) -> Summary | None:
    """Tell whether the index already holds just this, before a source is unpacked for it.

    Args:
        database: A database that is set up and has the schema.
        fingerprint: What ``Source.early_fingerprint`` gave.
    """
    started = time.perf_counter()
    async with database.read_session() as session:
        known = await live_sets(session)
    same = (found for found in known if found.fingerprint == fingerprint and found.index_format == INDEX_FORMAT)
    present = next(same, None)
    return None if present is None else _unchanged(present, started=started)


async def _present(database: Database, source: Source) -> DocumentationSet | None:
    release = source.release
    async with database.read_session() as session:
        known = await live_sets(session, project=release.project)
    return next((found for found in known if found.version == release.version), None)


def _unchanged(present: DocumentationSet, *, started: float) -> Summary:
    return replace(_summary(present, started=started, failures=()), unchanged=True)


def _summary(documentation: DocumentationSet, *, started: float, failures: tuple[str, ...]) -> Summary:
    return Summary(
        project=documentation.project,
        version=documentation.version,
        release=documentation.release,
        pages=documentation.pages,
        sections=documentation.sections,
        symbols=documentation.symbols,
        size=documentation.size,
        seconds=time.perf_counter() - started,
        unchanged=False,
        failures=failures,
    )


def _prepare(source: Source, fingerprint: str, progress: Progress) -> tuple[DocumentationSet, SetRows, tuple[str, ...]]:
    """Read a source and turn it into rows; the pages taken apart need not stay in memory while these are written."""
    library = read_pages(source, progress)
    if not library.documents:
        reasons = "; ".join(library.failures[:3]) or "it has no pages"
        message = f"{source.location}: nothing to index: {reasons}"
        raise SourceError(message)
    index_terms, failures = general_index(source)
    progress.stage("building the index", None)
    rows = make_rows(
        library.documents,
        index_terms=index_terms,
        assets=source.assets(),
        language=source.release.language,
    )
    return _documentation_set(source, rows, fingerprint), rows, (*library.failures, *failures)


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
        size=0,
    )


async def _write(database: Database, new: DocumentationSet, rows: SetRows, progress: Progress) -> None:
    """Write a set in one transaction; when it commits, the new set is live and the old one is not."""
    async with exclusive(database, waiting=lambda: progress.stage(WAITING, None)) as session:
        progress.stage("writing the index", rows.count(Section))
        connection = await session.connection()
        storage = storage_of(connection)
        await retire(session, project=new.project, version=new.version)
        session.add(new)
        await session.flush()
        before = await storage.bytes_used(connection, new.id)
        await storage.load(connection, new.id, rows.tables)
        new.size = await storage.bytes_used(connection, new.id) - before
    progress.advance(rows.count(Section))
