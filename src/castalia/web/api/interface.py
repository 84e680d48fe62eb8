"""The JSON interface: what is asked comes in as parameters, answers go out as ``schemas`` promises them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query, Response

from castalia.database import pages
from castalia.database.sets import find_set, live_sets
from castalia.search.lanes import Lane
from castalia.search.search import search
from castalia.web.addresses import addresses_of
from castalia.web.api.responses import EVERYWHERE, problem_responses
from castalia.web.api.schemas import (
    FolderAnswer,
    FoldersAnswer,
    SearchAnswer,
    VersionAnswer,
    VersionsAnswer,
)
from castalia.web.depends import Read
from castalia.web.edition import DEFAULT_PROJECT, Edition
from castalia.web.middleware.answer_memory import remember
from castalia.web.middleware.freshness import FromIndex, fresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from castalia.database.models import DocumentationSet
    from castalia.search.results import Result, Results
    from castalia.web.addresses import Addresses

api = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[Depends(fresh)], responses=EVERYWHERE)

MAX_LIMIT = 100
MAX_OFFSET = 1000

Text = Annotated[
    str,
    Query(
        min_length=1,
        pattern=r"\S",
        description="Words, names or operators, at most 500 characters.",
        examples=["walk a directory tree"],
    ),
]
Project = Annotated[
    str, Query(max_length=100, description="The project whose documentation is asked.", examples=["python"])
]
Version = Annotated[
    str | None,
    Query(
        max_length=100,
        description="A version (`3.13`) or a full release (`3.13.5`); the newest stable one if absent.",
        examples=["3.13"],
    ),
]

SearchedProject = Annotated[
    str, Query(max_length=100, description="The project to search; `all`: every one.", examples=["python"])
]
SearchedVersion = Annotated[
    str | None,
    Query(
        max_length=100,
        description="A version (`3.13`), a full release (`3.13.5`) or `all`; the newest stable one if absent.",
        examples=["3.13"],
    ),
]


@api.get("/search", response_model=SearchAnswer, responses=problem_responses(400, 404, 422))
async def search_sections(
    asked: FromIndex,
    *,
    q: Text,
    version: SearchedVersion = None,
    project: SearchedProject = DEFAULT_PROJECT,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many results to give.", examples=[10])] = 10,
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET, description="How many to leave out.", examples=[0])] = 0,
    verbatim: Annotated[bool, Query(description="Search for what is misspelt as it is.", examples=[False])] = False,
    explain: Annotated[bool, Query(description="Say what each score is made of.", examples=[False])] = False,
    lane: Annotated[Lane | None, Query(description="The lane to search; all if absent.", examples=["learn"])] = None,
) -> Response:
    """Search one version or several, best results first."""
    found = await search(
        asked.session,
        q,
        project=project,
        version=version,
        limit=limit,
        offset=offset,
        verbatim=verbatim,
        explain=explain,
        lane=lane,
    )
    return remember(asked, search_answer(found, addresses=addresses_of(asked.request)), found.outcome)


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


def search_answer(found: Results, *, addresses: Addresses) -> SearchAnswer:
    """Give the answer to a search as the API promises it."""
    return SearchAnswer.model_validate(replace(found, results=tuple(_published(found.results, addresses))))


def _published(results: Iterable[Result], addresses: Addresses) -> Iterator[Result]:
    """Give results with the addresses that readers can follow."""
    for result in results:
        url = addresses.published(result, Edition(result.project, result.version))
        yield result if url == result.url else replace(result, url=url)


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
