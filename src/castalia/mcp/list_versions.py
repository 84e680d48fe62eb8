"""`list_versions`: what is indexed goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from castalia.database.schema import EMPTY
from castalia.database.sets import live_sets
from castalia.errors import EmptyIndexError
from castalia.mcp.budget import fitting
from castalia.mcp.freshness import Edition, edition_of
from castalia.mcp.tool import Answer, Arguments, Tool

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


class VersionsArguments(Arguments):
    """Where to begin."""

    offset: Annotated[int, Field(ge=0, le=100_000, description="The next_offset of the answer before.")] = 0


class ListVersionsAnswer(Answer):
    """What can be asked, by project, the newest stable version first."""

    versions: tuple[Edition, ...]
    next_offset: Annotated[int | None, Field(description="Pass it as offset to see more; null at the end.")]

    @property
    def text(self) -> str:
        """A list."""
        lines = [
            f"- {each.project} {each.version}: release {each.release}, indexed {each.indexed_at:%Y-%m-%d}"
            for each in self.versions
        ]
        more = [f"More: list_versions with offset={self.next_offset}."] if self.next_offset is not None else []
        return "\n".join(["The first of a project answers when no version is given.", *lines, *more])


async def list_versions(session: AsyncSession, arguments: VersionsArguments) -> ListVersionsAnswer:
    """List."""
    editions = [edition_of(each) for each in await live_sets(session)]
    if not editions:
        raise EmptyIndexError(EMPTY)
    rest = editions[arguments.offset :]

    def answer(count: int) -> ListVersionsAnswer:
        following = arguments.offset + count
        return ListVersionsAnswer(
            versions=tuple(rest[:count]), next_offset=following if following < len(editions) else None
        )

    return fitting(answer, least=min(1, len(rest)), most=len(rest), budget=arguments.max_tokens)


TOOL = Tool(
    name="list_versions",
    title="List the versions",
    description="List the documentations that are indexed, with the release of each and when it was indexed.",
    arguments=VersionsArguments,
    answer=ListVersionsAnswer,
    call=list_versions,
)
