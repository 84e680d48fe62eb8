"""`index_source(database, source)`: the entrance of this folder, from a source to a searchable index.

Everything is read and turned into rows before the database is touched; then one transaction writes the new
set and retires the old one. Whatever interrupts it, readers have the old index or the new one.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from castalia.database.dialects import storage_of
from castalia.database.models import INDEX_FORMAT
from castalia.database.sets import GRACE, drop_retired, live_sets, retire
from castalia.database.writing import exclusive
from castalia.indexing.prepared import prepare
from castalia.indexing.progress import SilentProgress
from castalia.indexing.summary import Summary

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.database.models import DocumentationSet
    from castalia.indexing.prepared import Prepared
    from castalia.indexing.progress import Progress
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
    fingerprint, release = source.fingerprint(), source.release
    present = await _present(database, release.project, release.version)
    if present is not None and _is_same(present, fingerprint) and not force:
        return _unchanged(present, started=started)
    prepared = prepare(source, fingerprint=fingerprint, progress=progress)
    return await _replace(database, prepared, present=present, started=started, progress=progress)


async def index_prepared(
    database: Database, prepared: Prepared, *, force: bool = False, progress: Progress | None = None
) -> Summary:
    """Write a documentation that another process has read, in place of what the index holds of it.

    Args:
        database: A database that is set up and has the schema.
        prepared: The documentation.
        force: Whether to write it when the index already holds just this.
        progress: Who is told how far it is.

    Raises:
        IndexBusyError: Another process is writing the index.
    """
    started = time.perf_counter()
    present = await _present(database, prepared.project, prepared.version)
    if present is not None and _is_same(present, prepared.fingerprint) and not force:
        return _unchanged(present, started=started)
    return await _replace(database, prepared, present=present, started=started, progress=progress or SilentProgress())


async def find_unchanged(database: Database, fingerprint: str) -> Summary | None:
    """Tell whether the index already holds just this, before a source is unpacked for it.

    Args:
        database: A database that is set up and has the schema.
        fingerprint: What ``Source.early_fingerprint`` gave.
    """
    started = time.perf_counter()
    async with database.read_session() as session:
        known = await live_sets(session)
    present = next((found for found in known if _is_same(found, fingerprint)), None)
    return None if present is None else _unchanged(present, started=started)


async def _present(database: Database, project: str, version: str) -> DocumentationSet | None:
    async with database.read_session() as session:
        known = await live_sets(session, project=project)
    return next((found for found in known if found.version == version), None)


def _is_same(present: DocumentationSet, fingerprint: str) -> bool:
    """Tell whether a set was made of just this by a version of Castalia that makes the same of it."""
    return present.fingerprint == fingerprint and present.index_format == INDEX_FORMAT


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


async def _replace(
    database: Database, prepared: Prepared, *, present: DocumentationSet | None, started: float, progress: Progress
) -> Summary:
    """Write a set, and drop the one it replaces once the searches that began with it have ended."""
    new = await _write(database, prepared, progress)
    summary = _summary(new, started=started, failures=prepared.failures)
    if present is not None:
        await asyncio.sleep(GRACE.total_seconds())
    await drop_retired(database)
    return summary


async def _write(database: Database, prepared: Prepared, progress: Progress) -> DocumentationSet:
    """Write a set in one transaction; when it commits, the new set is live and the old one is not."""
    new = prepared.documentation_set()
    async with exclusive(database, waiting=lambda: progress.stage(WAITING, None)) as session:
        progress.stage("writing the index", new.sections)
        connection = await session.connection()
        storage = storage_of(connection)
        await retire(session, project=new.project, version=new.version)
        session.add(new)
        await session.flush()
        before = await storage.bytes_used(connection, new.id)
        await storage.load(connection, new.id, prepared.take_rows())
        new.size = await storage.bytes_used(connection, new.id) - before
    progress.advance(new.sections)
    return new
