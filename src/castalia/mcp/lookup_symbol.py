"""`lookup_symbol`: a name comes in; what it is, its signatures and since when it is there go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from castalia.database.sets import find_set
from castalia.mcp.budget import fitting
from castalia.mcp.freshness import Edition, edition_of
from castalia.mcp.tool import Answer, Tool, VersionedArguments
from castalia.search.definitions.symbols import MAX_NAME, look_up
from castalia.search.definitions.unknown_name import unknown_name

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.definitions.definition import Definition, VersionNote


class SymbolArguments(VersionedArguments):
    """What to look up."""

    name: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_NAME,
            description="A full name such as asyncio.TaskGroup, or its last parts where they name one thing only.",
        ),
    ]


class SymbolNote(BaseModel):
    """Since when something is there, changed, or should not be used any more."""

    kind: Annotated[str, Field(description="added, changed, deprecated, soft-deprecated or removed.")]
    version: str
    note: str

    @property
    def text(self) -> str:
        """One line for a model to read."""
        return (
            f"- {self.kind} in {self.version or 'a version that is not named'}{f': {self.note}' if self.note else ''}"
        )


class SymbolMember(BaseModel):
    """What a class or module holds."""

    signature: str
    path: str


class LookupSymbolAnswer(Answer):
    """What the documentation says of one definition; get_section reads the whole of it."""

    name: str
    kind: str
    path: Annotated[str, Field(description="Pass it to get_section to read everything.")]
    url: str
    signatures: tuple[str, ...]
    summary: str
    added_in: Annotated[str | None, Field(description="The version since which it is there, when that is noted.")]
    notes: tuple[SymbolNote, ...]
    example: str | None
    members: tuple[SymbolMember, ...]
    documented_in: Annotated[tuple[str, ...], Field(description="The indexed versions that have it, newest first.")]
    omitted: Annotated[int, Field(description="How many notes, examples and members had no room.")]
    index: Edition

    @property
    def text(self) -> str:
        """Everything, as Markdown."""
        lines = [f"{self.kind} {self.name}", *(f"    {each}" for each in self.signatures), "", self.summary]
        if self.added_in:
            lines += ["", f"Added in version {self.added_in}."]
        said = [note.text for note in self.notes if note.note or note.version != self.added_in]
        if said:
            lines += ["", *said]
        if self.example:
            lines += ["", "```", self.example.rstrip(), "```"]
        if self.members:
            lines += ["", "Members:", *(f"- {member.signature}" for member in self.members)]
        if self.omitted:
            lines += ["", f"{self.omitted} more notes, examples or members: get_section with path={self.path!r}."]
        return "\n".join([*lines, "", f"Documented in {', '.join(self.documented_in)}. {self.url}", self.index.text])


async def lookup_symbol(session: AsyncSession, arguments: SymbolArguments) -> LookupSymbolAnswer:
    """Look up.

    Raises:
        UnknownNameError: No definition bears the name, or several do.
    """
    name, project, version = arguments.name, arguments.project, arguments.version
    found = await look_up(session, name, project=project, version=version)
    if found is None:
        raise await unknown_name(
            session, name, project=project, version=version, advice="search for it with search_docs"
        )
    index = edition_of(await find_set(session, project=found.project, version=found.version))
    return fitting(
        lambda count: answer(found, count, index), least=0, most=len(parts(found)), budget=arguments.max_tokens
    )


def parts(found: Definition) -> list[SymbolNote | SymbolMember | str]:
    """Give what may be left out when there is no room, the most telling first."""
    notes = [symbol_note(note) for note in found.notes]
    examples = [found.example.code] if found.example else []
    members = [SymbolMember(signature=each.signature or each.name, path=each.path) for each in found.members]
    return [*notes, *examples, *members]


def answer(found: Definition, count: int, index: Edition) -> LookupSymbolAnswer:
    """Give a definition with so many of its parts."""
    all_parts = parts(found)
    kept = all_parts[:count]
    return LookupSymbolAnswer(
        name=found.name,
        kind=found.kind,
        path=found.path,
        url=found.url,
        signatures=tuple(form.text for form in found.forms),
        summary=found.summary,
        added_in=next((note.version for note in found.notes if is_its_beginning(note, found)), None),
        notes=tuple(part for part in kept if isinstance(part, SymbolNote)),
        example=next((part for part in kept if isinstance(part, str)), None),
        members=tuple(part for part in kept if isinstance(part, SymbolMember)),
        documented_in=tuple(each.version for each in found.versions),
        omitted=len(all_parts) - len(kept),
        index=index,
    )


def is_its_beginning(note: VersionNote, found: Definition) -> bool:
    """Tell whether a note says since when the thing itself is there, rather than one of its parameters."""
    return note.kind == "added" and not note.text and note.path == found.path


def symbol_note(note: VersionNote) -> SymbolNote:
    """Give a note without the place that says so."""
    return SymbolNote(kind=note.kind, version=note.version, note=note.text)


TOOL = Tool(
    name="lookup_symbol",
    title="Look up a name",
    description=(
        "Look up a module, class, function, method, option, environment variable or term by its name: what it is, "
        "its signatures, since which version it is there and what changed, an example, its members, and the indexed "
        "versions that have it."
    ),
    arguments=SymbolArguments,
    answer=LookupSymbolAnswer,
    call=lookup_symbol,
)
