"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from castalia.query.query import Understood

if TYPE_CHECKING:
    from castalia.search.explanation import Explanation
    from castalia.search.lanes import LaneCount


class Result(NamedTuple):
    """One section or definition that answers a query.

    Args:
        path: ``page#anchor`` relative to the documentation's root, such as ``library/os.html#os.walk``.
        url: The published original when its address is known, else our own reader's root-relative address.
        title: What to show as its heading.
        kind: ``function``, ``class``, ``section``, ``term`` ...
        name: The full name of a definition; empty for prose.
        breadcrumb: The titles above it, the page's first.
        folder: The part of the documentation it lies in, such as ``library``.
        project: The project it belongs to, such as ``python``.
        version: The version it belongs to, such as ``3.13``.
        snippet: A passage as HTML: escaped text, the terms that matched in ``<mark>``.
        score: Higher is better; comparable within one answer only.
        versions: The indexed versions that define its name, the newest first; for prose those it was found in.
        explanation: The score taken apart, where that was asked for.
        section_id: Its number in the index, by which more of it can be read; -1 where there is none.
    """

    path: str
    url: str
    title: str
    kind: str
    name: str
    breadcrumb: tuple[str, ...]
    folder: str
    project: str
    version: str
    snippet: str
    score: float
    versions: tuple[str, ...] = ()
    explanation: Explanation | None = None
    section_id: int = -1


@dataclass(frozen=True, slots=True)
class Total:
    """How many sections match: ``relation`` is ``eq`` when ``value`` is exact, ``gte`` when there are more."""

    value: int
    relation: Literal["eq", "gte"]


@dataclass(frozen=True, slots=True)
class Results:
    """An answer: ``results`` best first, from ``offset`` on; ``took_ms`` is wall time in milliseconds.

    ``lanes`` counts what matches in each lane, whichever was searched.
    ``corrected`` is the query that was searched for instead of one that is misspelt, ``understood`` what
    it was taken for, ``elsewhere`` the other versions that have what is asked for by name, where this one has not.
    Where several documentations were searched, ``project``, ``version`` and ``release`` are those of the best result,
    and of the newest one where there is none; ``total`` counts the sections of all, so many of which may be
    ``repeated`` in another version.
    """

    query: str
    project: str
    version: str
    release: str
    took_ms: float
    total: Total
    offset: int
    results: tuple[Result, ...]
    corrected: str | None = None
    understood: Understood = field(default_factory=Understood)
    elsewhere: tuple[str, ...] = ()
    lanes: tuple[LaneCount, ...] = ()
    all_versions: bool = False
    all_projects: bool = False
    repeated: int = 0

    @property
    def different(self) -> int:
        """Give how many different results there are at least."""
        return self.total.value - self.repeated

    @property
    def outcome(self) -> str:
        """Say how the search ended, in a word for whoever counts."""
        return "nothing" if not self.results else "corrected" if self.corrected else "found"
