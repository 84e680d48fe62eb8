"""What the API promises: the shape of every answer, with an example of each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """The root of all shapes: built from our own objects, never changed afterwards."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class TotalAnswer(Answer):
    """How many sections match."""

    value: Annotated[int, Field(description="Their number in all that was searched, or a lower bound.", examples=[312])]
    relation: Annotated[Literal["eq", "gte"], Field(description="`eq`: exact; `gte`: there are more.")]


class PartAnswer(Answer):
    """What one signal adds to a score."""

    signal: Annotated[str, Field(description="What was measured; docs/ranking.md explains each.", examples=["words"])]
    value: Annotated[float, Field(description="What was measured of the section.", examples=[0.8])]
    weight: Annotated[float, Field(description="What a value of 1 is worth.", examples=[1.5])]
    share: Annotated[float, Field(description="Value times weight; all shares add up to the score.", examples=[1.2])]


class ResultAnswer(Answer):
    """One section or definition."""

    path: Annotated[
        str, Field(description="Relative to the documentation's root.", examples=["library/os.html#os.walk"])
    ]
    url: Annotated[
        str,
        Field(
            description="The published original, or our own copy when its address is not known.",
            examples=["https://docs.python.org/3.13/library/os.html#os.walk"],
        ),
    ]
    title: Annotated[str, Field(examples=["os.walk"])]
    kind: Annotated[str, Field(examples=["function"])]
    name: Annotated[str, Field(description="Full name of a definition; empty for prose.", examples=["os.walk"])]
    breadcrumb: Annotated[
        tuple[str, ...],
        Field(
            description="The titles above it, the page's first.",
            examples=[["os — Miscellaneous operating system interfaces", "Files and Directories"]],
        ),
    ]
    folder: Annotated[str, Field(examples=["library"])]
    project: Annotated[str, Field(examples=["python"])]
    version: Annotated[str, Field(description="The newest of those that have it.", examples=["3.13"])]
    snippet: Annotated[
        str,
        Field(
            description="HTML: escaped text with what matched in `<mark>`.",
            examples=["Generate the file names in a directory tree by <mark>walking</mark> the tree ..."],
        ),
    ]
    score: Annotated[float, Field(description="Comparable within one answer only; higher is better.", examples=[17.2])]
    versions: Annotated[
        tuple[str, ...],
        Field(
            description="The indexed versions that define the name, newest first; for prose those it was found in.",
            examples=[["3.14", "3.13", "3.9"]],
        ),
    ]
    explanation: Annotated[
        tuple[PartAnswer, ...] | None,
        Field(description="The score taken apart, the largest share first; null unless `explain=true` asks for it."),
    ] = None


class FiltersAnswer(Answer):
    """Where an answer must come from."""

    place: Annotated[str | None, Field(description="`in:`: a folder, or a page by its name.", examples=["library"])]
    kind: Annotated[str | None, Field(examples=["class"])]
    version: Annotated[str | None, Field(examples=["3.13"])]
    project: Annotated[str | None, Field(examples=["python"])]


class UnderstoodAnswer(Answer):
    """What a query was understood as."""

    intent: Annotated[Literal["name", "question", "code", "error", "operator", "comparison"], Field(examples=["code"])]
    names: Annotated[tuple[str, ...], Field(description="The names that it asks for.", examples=[["os.path.join"]])]
    phrases: Annotated[tuple[str, ...], Field(description="What stands in quotes.", examples=[["file object"]])]
    excluded: Annotated[tuple[str, ...], Field(description="What `-` leaves out.", examples=[["tuple"]])]
    filters: FiltersAnswer
    ignored: Annotated[tuple[str, ...], Field(description="Words that say nothing here.", examples=[["how", "to"]])]


class LaneAnswer(Answer):
    """What matches in one lane."""

    lane: Annotated[
        Literal["reference", "learn", "glossary", "whatsnew", "c-api"],
        Field(description="Its key in the parameter `lane`.", examples=["reference"]),
    ]
    title: Annotated[str, Field(examples=["Reference"])]
    count: Annotated[int, Field(description="How many sections match there.", examples=[128])]


class SearchAnswer(Answer):
    """An answer to a query, best first."""

    query: Annotated[str, Field(examples=["walk a directory tree"])]
    corrected: Annotated[
        str | None,
        Field(description="What was searched for instead, when the query is misspelt.", examples=["asyncio.gather"]),
    ]
    understood: UnderstoodAnswer
    took_ms: Annotated[
        float,
        Field(
            description="Wall time of the search in milliseconds; from memory, that of the first search.",
            examples=[4.2],
        ),
    ]
    total: TotalAnswer
    elsewhere: Annotated[
        tuple[str, ...],
        Field(
            description="Other indexed versions that have what is asked for by name, where this one has not.",
            examples=[["3.14", "3.13"]],
        ),
    ]
    lanes: Annotated[
        tuple[LaneAnswer, ...],
        Field(description="What matches in each lane, whichever was searched; empty for a query with filters."),
    ]
    results: tuple[ResultAnswer, ...]


class FolderAnswer(Answer):
    """A part of a documentation."""

    name: Annotated[str, Field(examples=["library"])]
    title: Annotated[str, Field(examples=["Library reference"])]
    pages: Annotated[int, Field(examples=[321])]
    sections: Annotated[int, Field(examples=[12034])]


class FoldersAnswer(Answer):
    """The folders of one version, the fullest first."""

    project: Annotated[str, Field(examples=["python"])]
    version: Annotated[str, Field(examples=["3.13"])]
    folders: tuple[FolderAnswer, ...]


class VersionAnswer(Answer):
    """One documentation that is indexed."""

    project: Annotated[str, Field(examples=["python"])]
    version: Annotated[str, Field(description="Its key in addresses and parameters.", examples=["3.13"])]
    release: Annotated[str, Field(examples=["3.13.5"])]
    language: Annotated[str, Field(examples=["en"])]
    newest: Annotated[bool, Field(description="Whether a search without a version of this project searches it.")]
    indexed_at: Annotated[datetime, Field(examples=["2026-11-02T09:30:00Z"])]
    pages: Annotated[int, Field(examples=[530])]
    sections: Annotated[int, Field(examples=[16012])]
    symbols: Annotated[int, Field(examples=[15595])]
    source: Annotated[
        str, Field(description="The archive or folder it was read from.", examples=["python-3.13.5-docs-html.tar.bz2"])
    ]


class VersionsAnswer(Answer):
    """Everything that is indexed, by project, the newest stable version first."""

    versions: tuple[VersionAnswer, ...]


class SectionAnswer(Answer):
    """The text of a section, a definition or a page, or a portion of it."""

    project: Annotated[str, Field(examples=["python"])]
    version: Annotated[str, Field(examples=["3.13"])]
    release: Annotated[str, Field(examples=["3.13.5"])]
    indexed_at: Annotated[datetime, Field(examples=["2026-11-02T09:30:00Z"])]
    path: Annotated[str, Field(examples=["library/os.html#os.walk"])]
    url: Annotated[str, Field(examples=["https://docs.python.org/3.13/library/os.html#os.walk"])]
    title: Annotated[
        str, Field(description="The page's title.", examples=["os — Miscellaneous operating system interfaces"])
    ]
    markdown: Annotated[str, Field(examples=["`os.walk(top)`\n\nGenerate the file names in a directory tree ..."])]
    start: Annotated[int, Field(description="Where this portion begins, in characters.", examples=[0])]
    length: Annotated[int, Field(description="The length of the whole text.", examples=[4210])]
    continuation: Annotated[
        int | None,
        Field(description="Pass it as `start` to read on; absent after the last portion.", examples=[2000]),
    ]


class ProblemAnswer(Answer):
    """An error, as RFC 9457 words it."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:castalia:problem:unknown-version",
                "title": "This version is not indexed",
                "status": 404,
                "detail": "version '2.7' of 'python' is not indexed; there is 3.14, 3.13",
                "instance": "/api/v1/search",
                "candidates": ["3.14", "3.13"],
                "fixes": ["/api/v1/search?q=walk&version=3.14", "/api/v1/search?q=walk&version=3.13"],
            }
        },
    )

    type: str
    title: str
    status: int
    detail: str
    instance: str
