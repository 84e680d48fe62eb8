"""Obtains documentation and indexes it, with progress: what ``index`` does, and a first ``serve``."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from castalia.cli.connection import PATIENCE, opened
from castalia.cli.progress import progress_on
from castalia.cli.terminal import say, talk_console
from castalia.database.schema import check_format, create_schema
from castalia.database.sets import live_sets
from castalia.errors import EmptyIndexError
from castalia.indexing.index import find_unchanged, index_source
from castalia.source.locate import LocateOptions, locate
from castalia.source.workspace import remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Callable

    from castalia.config import Config
    from castalia.indexing.progress import Progress
    from castalia.indexing.summary import Summary
    from castalia.source.source import Source

SHOWN_FAILURES = 10


def index_documentation(
    config: Config,
    argument: str | None,
    *,
    options: LocateOptions | None = None,
    force: bool = False,
    quiet: bool = False,
) -> Summary:
    """Locate documentation and index it, with progress on the terminal.

    Args:
        config: Where the index is.
        argument: An archive, a folder, an address or a version; ``None`` for whatever can be found.
        options: How to look for it.
        force: Whether to index what the index already holds, and to replace an index of another format.
        quiet: Whether to keep still about everything but failures.

    Raises:
        SourceError: It cannot be found or read.
    """
    with progress_on(talk_console(), quiet=quiet) as progress:
        return index_one(
            config,
            argument,
            options=options or LocateOptions(workspace=config.CASTALIA_HOME),
            force=force,
            progress=progress,
            tell=_ignore if quiet else say,
        )


def index_one(
    config: Config,
    argument: str | None,
    *,
    options: LocateOptions,
    force: bool,
    progress: Progress,
    tell: Callable[[str], None],
) -> Summary:
    """Locate documentation and index it.

    Args:
        config: Where the index is.
        argument: An archive, a folder, an address or a version; ``None`` for whatever can be found.
        options: How to look for it.
        force: Whether to index what the index already holds, and to replace an index of another format.
        progress: Who is told how far it is.
        tell: Told each attempt to find it and its outcome in one line.

    Raises:
        SourceError: It cannot be found or read.
    """
    remove_leftovers(config.CASTALIA_HOME)
    # Locating and unpacking block: they happen outside of the event loop, which would be of no use to them.
    source = locate(argument, options=replace(options, progress=progress), say=tell)
    fingerprint = None if force else source.early_fingerprint()
    unchanged = find_present(config, fingerprint)
    if unchanged is not None:
        return unchanged
    with source:
        return asyncio.run(_index(config, source, force=force, progress=progress))


def find_present(config: Config, fingerprint: str | None) -> Summary | None:
    """Tell what the index holds of just this; nothing when it does not, or when the fingerprint is not known."""
    return None if fingerprint is None else asyncio.run(_find_unchanged(config, fingerprint))


async def _find_unchanged(config: Config, fingerprint: str) -> Summary | None:
    async with opened(config, patience=PATIENCE) as database:
        await create_schema(database)
        return await find_unchanged(database, fingerprint)


async def _index(config: Config, source: Source, *, force: bool, progress: Progress) -> Summary:
    async with opened(config, patience=PATIENCE) as database:
        await create_schema(database, rebuild=force)
        return await index_source(database, source, force=force, progress=progress)


def require_writable(config: Config, *, force: bool = False) -> None:
    """Make sure that the index can be written, before anything is downloaded for it.

    Args:
        config: Where the index is.
        force: Whether an index of another format is to be replaced.

    Raises:
        IndexFormatError: Another version of Castalia wrote it.
    """
    asyncio.run(_require_writable(config, force=force))


async def _require_writable(config: Config, *, force: bool) -> None:
    async with opened(config, patience=PATIENCE) as database:
        if not force:
            await create_schema(database)


def is_empty(config: Config) -> bool:
    """Tell whether there is nothing to search yet.

    Raises:
        IndexFormatError: There is something that another version of Castalia wrote.
    """
    return asyncio.run(_is_empty(config))


async def _is_empty(config: Config) -> bool:
    async with opened(config, patience=PATIENCE, role="read") as database, database.read_session() as session:
        try:
            await check_format(session)
            return not await live_sets(session)
        except EmptyIndexError:
            return True


def described(summary: Summary) -> str:
    """Give a summary in one line."""
    what = f"{summary.project} {summary.version} ({summary.release})"
    counts = f"{summary.pages:,} pages, {summary.sections:,} sections, {summary.symbols:,} names"
    if summary.unchanged:
        return f"{what} is indexed already: {counts}; --force indexes it again"
    return f"{what}: {counts} in {summary.seconds:.1f} s"


def report_failures(summary: Summary) -> None:
    """Say which pages could not be read, the first of them by name."""
    failures = summary.failures
    if failures:
        pages = "page" if len(failures) == 1 else "pages"
        say(f"castalia: {len(failures):,} {pages} of {summary.project} {summary.release} could not be read:")
    for failure in failures[:SHOWN_FAILURES]:
        say(f"  {failure}")
    if len(failures) > SHOWN_FAILURES:
        say(f"  and {len(failures) - SHOWN_FAILURES:,} more; --json lists all")


def _ignore(_message: str) -> None:
    """Say nothing."""
