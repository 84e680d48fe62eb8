"""Looks at what Castalia needs, from the interpreter to the age of the index; a check for each goes out."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import castalia
from castalia.cli.check import Check, Status
from castalia.cli.cluster import cluster
from castalia.cli.connection import PATIENCE, address, opened
from castalia.cli.permissions import permissions
from castalia.config import get_config
from castalia.database.age import age, in_utc
from castalia.database.pages import count_pages
from castalia.database.schema import EMPTY, check_format
from castalia.database.sets import live_sets
from castalia.errors import CastaliaError, EmptyIndexError, IndexFormatError

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.config import Config
    from castalia.database.database import Database
    from castalia.database.models import DocumentationSet

MEGABYTE = 1_000_000
LITTLE_SPACE = 1_000 * MEGABYTE
TOO_LITTLE_SPACE = 200 * MEGABYTE
"""An index of one version takes about 100 MB, and twice that while it is replaced."""

OLD = timedelta(days=180)
OLDEST_PYTHON = (3, 11)


def diagnose() -> list[Check]:
    """Check everything, each thing only when what it needs is well."""
    checks = [interpreter()]
    try:
        config = get_config()
    except CastaliaError as error:
        return [*checks, Check("configuration", Status.FAIL, str(error))]
    environment = os.environ.get("ENV") or "not set"
    checks.append(Check("configuration", Status.OK, f"{type(config).__name__} (ENV is {environment})"))
    if config.engine == "sqlite":
        checks += [home(config.CASTALIA_HOME), disk(config.CASTALIA_HOME), sqlite()]
    if any(check.status is Status.FAIL for check in checks):
        return checks
    if config.engine == "sqlite" and not config.CASTALIA_HOME.exists():
        # Opening the index would make its folder, and whoever only looks should leave no traces.
        return [*checks, _no_index(EMPTY)]
    return [*checks, *asyncio.run(_index_checks(config))]


def interpreter() -> Check:
    """Check the interpreter, and name the version of Castalia."""
    detail = f"Castalia {castalia.__version__} on Python {platform.python_version()} ({sys.executable})"
    if sys.version_info < OLDEST_PYTHON:
        return Check("python", Status.FAIL, detail, "install Python 3.11 or newer")
    return Check("python", Status.OK, detail)


def home(folder: Path) -> Check:
    """Check that the index's folder can be written."""
    place = _existing(folder)
    if not place.is_dir():
        return Check("home", Status.FAIL, f"{place} is no folder", "set CASTALIA_HOME to a folder")
    if not os.access(place, os.W_OK | os.X_OK):
        advice = "set CASTALIA_HOME to a folder that you may write to"
        return Check("home", Status.FAIL, f"{place} cannot be written by this user", advice)
    state = "exists" if place == folder else "is made by the first `castalia index`"
    return Check("home", Status.OK, f"{folder} {state}")


def disk(folder: Path) -> Check:
    """Check that there is room for an index."""
    free = shutil.disk_usage(_existing(folder)).free
    detail = f"{free // MEGABYTE:,} MB free"
    if free < TOO_LITTLE_SPACE:
        return Check("disk", Status.FAIL, detail, "make room, or set CASTALIA_HOME to a folder on another disk")
    if free < LITTLE_SPACE:
        return Check("disk", Status.WARN, detail, "each version takes about 100 MB, twice that while it is replaced")
    return Check("disk", Status.OK, detail)


def sqlite() -> Check:
    """Name the version of SQLite; any that Python brings along will do."""
    return Check("sqlite", Status.OK, f"SQLite {sqlite3.sqlite_version}")


async def _index_checks(config: Config) -> list[Check]:
    try:
        async with opened(config) as database, database.read_session() as session:
            await check_format(session)
            sets = await live_sets(session)
            servers = [await primary(database), await cluster(session)] if config.engine == "postgresql" else []
            rights = await permissions(config, session)
            stored = [await count_pages(session, each.id) for each in sets]
    except EmptyIndexError as error:
        return [_database(config), _no_index(str(error))]
    except IndexFormatError as error:
        return [_database(config), Check("index", Status.FAIL, str(error))]
    except CastaliaError as error:
        return [Check("database", Status.FAIL, str(error))]
    return [_database(config), *servers, *rights, *map(documentation, sets, stored)]


async def primary(database: Database) -> Check:
    """Check that one of the servers can be written to: while only standbys answer, searches do not show it."""
    # One that is silent must leave time for those after it.
    health = await database.ping(timeout=PATIENCE)
    if health.ok:
        return Check("primary", Status.OK, "a server can be written to")
    advice = "searches work; `castalia index` needs a server that can be written to: promote a standby"
    return Check("primary", Status.WARN, health.detail, advice)


def _no_index(detail: str) -> Check:
    return Check("index", Status.WARN, detail, "`castalia serve` obtains Python's documentation by itself")


def _database(config: Config) -> Check:
    return Check("database", Status.OK, f"{address(config)} answers")


def documentation(each: DocumentationSet, stored: int) -> Check:
    """Check that a version is whole, and how old it is."""
    if stored == each.pages:
        return freshness(each)
    detail = f"{stored:,} of its {each.pages:,} pages are stored"
    advice = f"index it again: castalia index {each.version} --force"
    return Check(f"{each.project} {each.version}", Status.FAIL, detail, advice)


def freshness(each: DocumentationSet) -> Check:
    """Check how old a version's index is."""
    name = f"{each.project} {each.version}"
    detail = f"{each.release}, {each.pages:,} pages, {each.sections:,} sections, indexed {age(each.indexed_at)}"
    if datetime.now(UTC) - in_utc(each.indexed_at) > OLD:
        return Check(name, Status.WARN, detail, f"index it again to get its corrections: castalia index {each.version}")
    return Check(name, Status.OK, detail)


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())
