"""What the API promises of one definition: the shape of each part, with an example."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from castalia.web.api.schemas import Answer

Path = Annotated[
    str, Field(description="Relative to the documentation's root.", examples=["library/asyncio-task.html#coroutine"])
]
Url = Annotated[
    str,
    Field(
        description="The published original, or our own copy when its address is not known.",
        examples=["https://docs.python.org/3.13/library/asyncio-task.html#asyncio.TaskGroup"],
    ),
]


class ParameterAnswer(Answer):
    """One parameter of a signature."""

    name: Annotated[str, Field(description="Without asterisks.", examples=["celsius"])]
    kind: Annotated[str, Field(description="In the words of Python's `inspect`.", examples=["keyword-only"])]
    default: Annotated[
        str | None, Field(description="As written; null when it must be given.", examples=["None", "100"])
    ]
    annotation: Annotated[str, Field(examples=["int"])]


class FormAnswer(Answer):
    """One signature."""

    name: Annotated[str, Field(examples=["asyncio.timeout"])]
    text: Annotated[str, Field(examples=["asyncio.timeout(delay)"])]
    path: Path
    parameters: Annotated[
        tuple[ParameterAnswer, ...] | None, Field(description="Null for what cannot be called, such as a constant.")
    ]
    returns: Annotated[str, Field(description="As written; empty where nothing is said.", examples=["bool"])]


class VersionNoteAnswer(Answer):
    """One fact about one version."""

    kind: Annotated[
        str,
        Field(
            description="`added`, `changed`, `deprecated`, `soft-deprecated` or `removed` (or to be removed).",
            examples=["added"],
        ),
    ]
    version: Annotated[str, Field(description="As written; empty where none is named.", examples=["3.11"])]
    text: Annotated[
        str,
        Field(description="What the note says beyond that; may be empty.", examples=["Added the *name* parameter."]),
    ]
    title: Annotated[str, Field(description="Where it stands.", examples=["asyncio.TaskGroup"])]
    path: Path


class CodeExampleAnswer(Answer):
    """A block of code as shown."""

    language: Annotated[str, Field(examples=["python"])]
    code: Annotated[str, Field(examples=["async with asyncio.TaskGroup() as tg:\n    ..."])]


class LinkAnswer(Answer):
    """Where the documentation leads."""

    text: Annotated[str, Field(examples=["asyncio.gather()"])]
    path: Annotated[str, Field(description="Empty for an address on the web.", examples=["library/asyncio-task.html"])]
    url: Url


class SourceCodeAnswer(Answer):
    """Where the code lies."""

    file: Annotated[str, Field(examples=["Lib/asyncio/taskgroups.py"])]
    line: Annotated[int, Field(description="0 where none is given.", examples=[0])]
    url: Annotated[str, Field(examples=["https://github.com/python/cpython/tree/3.13/Lib/asyncio/taskgroups.py"])]


class MemberAnswer(Answer):
    """What a class or module holds."""

    name: Annotated[str, Field(examples=["asyncio.TaskGroup.create_task"])]
    kind: Annotated[str, Field(examples=["method"])]
    path: Path
    signature: Annotated[str, Field(examples=["create_task(coro, *, name=None, context=None)"])]


class PresenceAnswer(Answer):
    """A version that documents the same thing."""

    version: Annotated[str, Field(examples=["3.13"])]
    release: Annotated[str, Field(examples=["3.13.5"])]
    path: Path
    url: Url


class BadgeAnswer(Answer):
    """One fact about a thing as a whole."""

    kind: Annotated[
        Literal["added", "deprecated", "soft-deprecated", "removed", "removal"],
        Field(description="`removal` is announced for a version still to come.", examples=["added"]),
    ]
    version: Annotated[str, Field(examples=["3.11"])]


class SymbolAnswer(Answer):
    """What the documentation says of one thing."""

    name: Annotated[str, Field(description="Its full name.", examples=["asyncio.TaskGroup"])]
    kind: Annotated[str, Field(examples=["class"])]
    title: Annotated[str, Field(description="The heading of its section.", examples=["asyncio.TaskGroup"])]
    path: Path
    url: Url
    project: Annotated[str, Field(examples=["python"])]
    version: Annotated[str, Field(examples=["3.13"])]
    release: Annotated[str, Field(examples=["3.13.5"])]
    folder: Annotated[str, Field(examples=["library"])]
    breadcrumb: Annotated[tuple[str, ...], Field(examples=[["Coroutines and Tasks", "Task Groups"]])]
    summary: Annotated[
        str,
        Field(
            description="The first sentences, as text.",
            examples=["An asynchronous context manager holding a group of tasks."],
        ),
    ]
    forms: Annotated[tuple[FormAnswer, ...], Field(description="Its signatures.")]
    notes: Annotated[tuple[VersionNoteAnswer, ...], Field(description="In the order of the documentation.")]
    example: CodeExampleAnswer | None
    see_also: tuple[LinkAnswer, ...]
    source: SourceCodeAnswer | None
    members: Annotated[tuple[MemberAnswer, ...], Field(description="Of a class, or of a module's page.")]
    contents: Annotated[tuple[LinkAnswer, ...], Field(description="The pages that a module's page lists.")]
    versions: Annotated[
        tuple[PresenceAnswer, ...], Field(description="All indexed versions that document it, newest first.")
    ]
    badges: Annotated[
        tuple[BadgeAnswer, ...],
        Field(description="Since when it is there, deprecated or gone, where the notes say so of the whole thing."),
    ]
