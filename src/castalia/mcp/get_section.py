"""`get_section`: a place of the documentation comes in, its text as Markdown goes out, as much as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from castalia.database.sets import find_set
from castalia.mcp.budget import fitting
from castalia.mcp.freshness import Edition, edition_of
from castalia.mcp.tool import Answer, Tool, VersionedArguments
from castalia.search.section_text import MAX_LENGTH, MAX_PLACE_LENGTH, MIN_LENGTH, read_section
from castalia.text.portion import portion

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.section_text import SectionText


class SectionArguments(VersionedArguments):
    """What to read."""

    path: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_PLACE_LENGTH,
            description="A path as search_docs gives it, such as library/asyncio-task.html#asyncio.TaskGroup; "
            "without #anchor the whole page.",
        ),
    ]
    start: Annotated[int, Field(ge=0, le=100_000_000, description="The continuation of the answer before.")] = 0


class GetSectionAnswer(Answer):
    """The text of a section, a definition or a page, or a portion of it."""

    path: str
    title: Annotated[str, Field(description="The title of the page.")]
    url: str
    markdown: str
    start: int
    length: Annotated[int, Field(description="The length of the whole text, in characters.")]
    continuation: Annotated[int | None, Field(description="Pass it as start to read on; null at the end.")]
    index: Edition

    @property
    def text(self) -> str:
        """The text, and how to read on."""
        more = (
            f"\n\n[{self.continuation} of {self.length} characters; read on with start={self.continuation}]"
            if self.continuation is not None
            else ""
        )
        return f"{self.markdown.rstrip()}{more}\n\n{self.url}\n{self.index.text}"


async def get_section(session: AsyncSession, arguments: SectionArguments) -> GetSectionAnswer:
    """Read."""
    found = await read_section(
        session,
        arguments.path,
        project=arguments.project,
        version=arguments.version,
        start=arguments.start,
        limit=MAX_LENGTH,
        # An address after every other word would take half of the room.
        links=False,
    )
    index = edition_of(await find_set(session, project=found.project, version=found.version))
    return fitting(
        lambda length: answer(found, length, index),
        least=MIN_LENGTH,
        most=max(len(found.markdown), MIN_LENGTH),
        budget=arguments.max_tokens,
    )


def answer(found: SectionText, length: int, index: Edition) -> GetSectionAnswer:
    """Give so many characters of a text at most."""
    part = portion(found.markdown, start=0, limit=length)
    end = found.start + len(part.text)
    return GetSectionAnswer(
        path=found.path,
        title=found.title,
        url=found.url,
        markdown=part.text,
        start=found.start,
        length=found.length,
        continuation=end if end < found.length else None,
        index=index,
    )


TOOL = Tool(
    name="get_section",
    title="Read a section",
    description=(
        "Read a section, a definition or a whole page of the documentation as Markdown, with its signatures, version "
        "notes and examples. A long one comes in portions: pass the continuation as start."
    ),
    arguments=SectionArguments,
    answer=GetSectionAnswer,
    call=get_section,
)
