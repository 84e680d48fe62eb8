"""A tool as agents know it: what it is called, what it takes, what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Protocol, cast

from mcp import types
from pydantic import BaseModel, ConfigDict, Field

from castalia.mcp.budget import MAX_TOKENS, MIN_TOKENS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
"""Every tool reads an index that lies here, changes nothing, and asks nobody else."""


class Arguments(BaseModel):
    """What every tool takes; a name that it does not know is an error, so that no misspelt one is passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_tokens: Annotated[
        int,
        Field(
            ge=MIN_TOKENS,
            le=MAX_TOKENS,
            description="The answer takes no more than this; a token is counted as 3 bytes.",
        ),
    ] = 2000


class VersionedArguments(Arguments):
    """What every tool takes that answers from one documentation."""

    version: Annotated[
        str | None,
        Field(max_length=100, description="Such as 3.13; the newest stable version when absent. See list_versions."),
    ] = None
    project: Annotated[str, Field(max_length=100, description="Whose documentation is asked.")] = "python"


class Answer(BaseModel):
    """What a tool answers: as text for a model, as members for a program."""

    model_config = ConfigDict(frozen=True)

    @property
    def text(self) -> str:
        """The answer for a model to read."""
        raise NotImplementedError


class Call(Protocol):
    """The work of a tool."""

    async def __call__(self, session: AsyncSession, arguments: Any, /) -> Answer:  # noqa: ANN401 - Each has its own.
        """Answer."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool.

    Args:
        name: What agents call it by.
        title: What people see.
        description: When to use it, and what it gives.
        arguments: What it takes.
        answer: What it gives.
        call: What it does, with a session to read with.
    """

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    answer: type[Answer]
    call: Call

    def listed(self) -> types.Tool:
        """Give the tool as a server lists it."""
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=self.arguments.model_json_schema(),
            output_schema=self.answer.model_json_schema(mode="serialization"),
            annotations=READ_ONLY,
        )

    async def use(self, session: AsyncSession, arguments: Arguments) -> types.CallToolResult:
        """Call it, and give the answer in both forms."""
        answer = await self.call(session, arguments)
        content = [cast("types.ContentBlock", types.TextContent(type="text", text=answer.text))]
        return types.CallToolResult(content=content, structured_content=answer.model_dump(mode="json"))
