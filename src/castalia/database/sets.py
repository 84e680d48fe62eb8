"""The documentation sets of an index: listed, found by version, replaced and removed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from castalia.database.dialects import storage_of
from castalia.database.failures import ErrorKind, classify, sqlstate
from castalia.database.models import DocumentationSet
from castalia.database.rights import FORBIDDEN
from castalia.database.schema import EMPTY, check_format, require_format
from castalia.database.writing import exclusive
from castalia.errors import EmptyIndexError, IndexStateError, UnknownProjectError, UnknownVersionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database

LIVE = select(DocumentationSet).where(DocumentationSet.retired_at.is_(None))

NEWEST = frozenset({None, "", "latest"})
"""What means the newest stable version."""

ALL = "all"
"""What stands for every version of a project, and for every project."""

GRACE = timedelta(seconds=2)
"""How long a replaced set stays, so that a search which began with it can end with it."""

DROP_ATTEMPTS = 4
DROP_PAUSE = 0.5


def version_order(version: str) -> tuple[bool, bool, Version, str]:
    """Give the key that sorts versions: what is no version first, then pre-releases, then releases, as PEP 440 does."""
    try:
        parsed = Version(version)
    except InvalidVersion:
        return (False, False, Version("0"), version)
    return (True, not parsed.is_prerelease, parsed, version)


async def live_sets(session: AsyncSession, *, project: str | None = None) -> list[DocumentationSet]:
    """List what can be searched, by project, the newest stable version first."""
    try:
        found = list(await session.scalars(LIVE))
    except (OperationalError, ProgrammingError) as error:
        if sqlstate(error) == FORBIDDEN:
            raise IndexStateError(f"the role that reads may not read the index: {error.orig}") from None
        # A missing table says so in each database's own words; the inspection says it in ours.
        await session.rollback()
        await check_format(session)
        raise
    wanted = [found_set for found_set in found if project in {None, found_set.project}]
    newest_first = sorted(wanted, key=lambda found_set: version_order(found_set.release), reverse=True)
    return sorted(newest_first, key=lambda found_set: (found_set.project != "python", found_set.project))


async def find_set(session: AsyncSession, *, project: str = "python", version: str | None = None) -> DocumentationSet:
    """Find the set of a version.

    Args:
        session: A session to read with.
        project: The project's key.
        version: A version's key (``3.13``), a full release (``3.13.5``), or ``None`` or ``latest``
            for the newest stable one.

    Raises:
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: This version is not, or nothing of this project.
    """
    return choose_set(await live_sets(session), project=project, version=version)


def choose_set(
    everything: Sequence[DocumentationSet], *, project: str = "python", version: str | None = None
) -> DocumentationSet:
    """Choose the set of a version among all that can be searched, as ``find_set`` does."""
    if not everything:
        raise EmptyIndexError(EMPTY)
    require_format(everything[0].index_format)
    candidates = [found for found in everything if found.project == project]
    if candidates and version in NEWEST:
        return candidates[0]
    for found in candidates:
        if version in {found.version, found.release}:
            return found
    asked = f"version {version!r} of {project!r}" if candidates and version else f"project {project!r}"
    known = tuple(
        found.version if found.project == "python" else f"{found.project} {found.version}" for found in everything
    )
    message = f"{asked} is not indexed; there is {', '.join(known)}"
    if not candidates:
        raise UnknownProjectError(message, known)
    raise UnknownVersionError(message, tuple(found.version for found in candidates))


def choose_sets(
    everything: Sequence[DocumentationSet], *, project: str = "python", version: str | None = None
) -> list[DocumentationSet]:
    """Choose the sets that are searched together, by project, the newest stable version of each first.

    Args:
        everything: All that can be searched, as ``live_sets`` lists it.
        project: The project's key, or ``all``.
        version: A version's key or full release, ``all``, or ``None`` for the newest stable one of each project.

    Raises:
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: No project has this version, or nothing of this project is indexed.
    """
    if ALL not in {project, version}:
        return [choose_set(everything, project=project, version=version)]
    if version == ALL:
        # Chosen for its errors: nothing is indexed, or nothing of this project.
        first = choose_set(everything, project=everything[0].project if project == ALL and everything else project)
        return list(everything) if project == ALL else [each for each in everything if each.project == first.project]
    projects = list(dict.fromkeys(each.project for each in everything)) if everything else [project]
    having = [each for each in projects if _has(everything, each, version)] or projects[:1]
    return [choose_set(everything, project=each, version=version) for each in having]


def _has(everything: Sequence[DocumentationSet], project: str, version: str | None) -> bool:
    return version in NEWEST or any(
        each.project == project and version in {each.version, each.release} for each in everything
    )


async def retire(session: AsyncSession, *, project: str, version: str) -> None:
    """Mark the live set of a version as replaced; part of the transaction that brings the new one."""
    statement = (
        update(DocumentationSet)
        .where(
            DocumentationSet.project == project,
            DocumentationSet.version == version,
            DocumentationSet.retired_at.is_(None),
        )
        .values(retired_at=datetime.now(UTC))
    )
    await session.execute(statement)


async def drop_retired(database: Database, *, older_than: timedelta = GRACE) -> int:
    """Drop the sets that were replaced long enough ago, those that an interrupted run left behind included.

    What long readers keep in use is left to a later run, rather than that others wait behind them.

    Returns:
        How many were dropped.
    """
    before = datetime.now(UTC) - older_than
    async with database.read_session() as session:
        retired = list(await session.scalars(select(DocumentationSet.id).where(DocumentationSet.retired_at <= before)))
    return sum([await _drop(database, set_id) for set_id in retired])


async def _drop(database: Database, set_id: int) -> bool:
    """Drop a set; without success when it stays in use."""
    for _ in range(DROP_ATTEMPTS):
        try:
            async with exclusive(database) as session:
                connection = await session.connection()
                await storage_of(connection).drop(connection, set_id)
                await session.execute(delete(DocumentationSet).where(DocumentationSet.id == set_id))
        except DBAPIError as error:
            if classify(error) is not ErrorKind.TIMEOUT:
                raise
            await asyncio.sleep(DROP_PAUSE)
        else:
            return True
    return False


async def remove_set(database: Database, *, project: str, version: str) -> DocumentationSet:
    """Remove a version from the index at once.

    Raises:
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: This version is not.
    """
    async with exclusive(database) as session:
        found = await find_set(session, project=project, version=version)
        await retire(session, project=project, version=found.version)
    await _drop(database, found.id)
    return found
