"""What is indexed, for programs: parameters come in, versions and folders go out as ``schemas`` promises them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends

from castalia.database import pages
from castalia.database.sets import find_set, live_sets
from castalia.web.api.parameters import Project, Version
from castalia.web.api.responses import EVERYWHERE, problem_responses
from castalia.web.api.schemas import (
    FolderAnswer,
    FoldersAnswer,
    VersionAnswer,
    VersionsAnswer,
)
from castalia.web.depends import Read
from castalia.web.edition import DEFAULT_PROJECT
from castalia.web.middleware.freshness import fresh

if TYPE_CHECKING:
    from castalia.database.models import DocumentationSet

api = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[Depends(fresh)], responses=EVERYWHERE)


@api.get("/folders", responses=problem_responses(404, 422))
async def list_folders(session: Read, *, version: Version = None, project: Project = DEFAULT_PROJECT) -> FoldersAnswer:
    """List the parts of a documentation, the fullest first."""
    found = await find_set(session, project=project, version=version)
    folders = await pages.folders(session, found.id)
    answers = tuple(FolderAnswer.model_validate(folder) for folder in folders)
    return FoldersAnswer(project=found.project, version=found.version, folders=answers)


@api.get("/versions")
async def list_versions(session: Read) -> VersionsAnswer:
    """List what is indexed, by project, the newest stable version first."""
    newest: dict[str, str] = {}
    sets = await live_sets(session)
    for each in sets:
        newest.setdefault(each.project, each.version)
    answers = (version_answer(each, newest=newest[each.project] == each.version) for each in sets)
    return VersionsAnswer(versions=tuple(answers))


def version_answer(each: DocumentationSet, *, newest: bool) -> VersionAnswer:
    """Give what the API tells of one documentation."""
    return VersionAnswer(
        project=each.project,
        version=each.version,
        release=each.release,
        language=each.language,
        newest=newest,
        indexed_at=in_utc(each.indexed_at),
        pages=each.pages,
        sections=each.sections,
        symbols=each.symbols,
        source=source_name(each.location),
    )


def in_utc(moment: datetime) -> datetime:
    """Give a moment in UTC; SQLite keeps times without a zone, and they are meant in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def source_name(location: str) -> str:
    """Name a source without telling strangers about folders or passwords of this machine.

    >>> source_name("/home/ada/python-3.13.5-docs-html.tar.bz2")
    'python-3.13.5-docs-html.tar.bz2'
    >>> source_name("https://user:secret@docs.example.org/archives/python-3.13-docs-html.zip?key=1")
    'https://docs.example.org/archives/python-3.13-docs-html.zip'
    """
    address = urlsplit(location)
    if address.scheme in {"http", "https"}:
        return f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"
    return PurePath(location).name
