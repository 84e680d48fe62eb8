"""`search_docs`: words, names, code or an error come in; the places that answer go out, best first."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from castalia.database.sets import find_set
from castalia.mcp.budget import fitting
from castalia.mcp.freshness import Edition, edition_of
from castalia.mcp.tool import Answer, Tool, VersionedArguments
from castalia.search.lanes import Lane  # noqa: TC001 - Pydantic reads the annotations.
from castalia.search.search import MAX_OFFSET, MAX_QUERY_LENGTH, search

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.results import Result, Results

MAX_RESULTS = 20

MARK = re.compile(r"</?mark>")


class SearchArguments(VersionedArguments):
    """What to search for."""

    query: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_QUERY_LENGTH,
            description=(
                "A name (os.path.join), a question (how to read a file line by line), an operator (:=), pasted code "
                'or an error. Filters: in:library kind:class -word "a phrase".'
            ),
        ),
    ]
    lane: Annotated[Lane | None, Field(description="Search this part alone; all of the documentation when absent.")] = (
        None
    )
    limit: Annotated[int, Field(ge=1, le=MAX_RESULTS, description="How many results at most.")] = 5
    offset: Annotated[int, Field(ge=0, le=MAX_OFFSET, description="The next_offset of the answer before.")] = 0


class FoundPlace(BaseModel):
    """A section or definition."""

    path: Annotated[str, Field(description="Pass it to get_section, with project and version, to read it.")]
    project: str
    version: str
    title: str
    kind: str
    breadcrumb: tuple[str, ...]
    url: str
    snippet: str


class SearchDocsAnswer(Answer):
    """What was found."""

    query: str
    searched_for: Annotated[str | None, Field(description="The corrected query, when it looked misspelt.")]
    total: Annotated[int, Field(description="How many places match, or a lower bound of it.")]
    results: tuple[FoundPlace, ...]
    next_offset: Annotated[int | None, Field(description="Pass it as offset to see more; null at the end.")]
    other_versions: Annotated[tuple[str, ...], Field(description="Versions that have what this one has not.")] = ()
    index: Edition

    @property
    def text(self) -> str:
        """A list, best first."""
        corrected = f" (corrected from {self.query!r})" if self.searched_for else ""
        lines = [f"{self.total} places match {self.searched_for or self.query!r}{corrected}."]
        for number, found in enumerate(self.results, 1):
            edition = f"{found.project} {found.version}"
            lines += ["", f"{number}. {found.title} ({found.kind}) - {found.path} ({edition})", f"   {found.snippet}"]
        if not self.results:
            lines.append("Nothing was found; use fewer or other words.")
        if self.other_versions:
            lines += ["", f"It is in other versions: {', '.join(self.other_versions)}."]
        if self.next_offset is not None:
            lines += ["", f"More: the same query with offset={self.next_offset}."]
        return "\n".join([*lines, "", self.index.text])


async def search_docs(session: AsyncSession, arguments: SearchArguments) -> SearchDocsAnswer:
    """Search."""
    found = await search(
        session,
        arguments.query,
        project=arguments.project,
        version=arguments.version,
        limit=arguments.limit,
        offset=arguments.offset,
        lane=arguments.lane,
    )
    index = edition_of(await find_set(session, project=found.project, version=found.version))
    places = tuple(place(result) for result in found.results)
    return fitting(
        lambda count: answer(found, places[:count], index), least=1, most=len(places), budget=arguments.max_tokens
    )


def answer(found: Results, places: tuple[FoundPlace, ...], index: Edition) -> SearchDocsAnswer:
    """Give some of what was found, and where to go on."""
    following = found.offset + len(places)
    more = bool(places) and following < found.total.value and following <= MAX_OFFSET
    return SearchDocsAnswer(
        query=found.query,
        searched_for=found.corrected,
        total=found.total.value,
        results=places,
        next_offset=following if more else None,
        other_versions=found.elsewhere,
        index=index,
    )


def place(result: Result) -> FoundPlace:
    """Give a result without markup."""
    return FoundPlace(
        path=result.path,
        project=result.project,
        version=result.version,
        title=result.title,
        kind=result.kind,
        breadcrumb=result.breadcrumb,
        url=result.url,
        snippet=unescape(MARK.sub("", result.snippet)),
    )


TOOL = Tool(
    name="search_docs",
    title="Search the documentation",
    description=(
        "Search Python's official documentation, offline. Gives the sections and definitions that answer, best "
        "first, each with a path that get_section reads. For a name that you know, lookup_symbol says more."
    ),
    arguments=SearchArguments,
    answer=SearchDocsAnswer,
    call=search_docs,
)
