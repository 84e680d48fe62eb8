"""What the search box shows: the query it keeps, and the editions it offers to search in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.database.sets import ALL
from castalia.web.edition import Edition
from castalia.web.pages.wording import project_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.database.models import DocumentationSet
    from castalia.search.results import Results


@dataclass(frozen=True, slots=True)
class Choice:
    """One edition to search in.

    Args:
        value: The edition's segment, empty for the newest one.
        label: What a reader sees.
        chosen: Whether the box starts with it.
    """

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The box of one page; without choices it searches the newest edition.

    Args:
        query: What stands in it.
        choices: The editions to switch between, none when there is but one.
        focused: Whether the page is about searching and nothing else.
        lane: The lane that the next query stays in; empty for all.
    """

    query: str = ""
    choices: tuple[Choice, ...] = ()
    focused: bool = False
    lane: str = ""


def search_box(
    sets: Sequence[DocumentationSet], query: str = "", *, chosen: str = "", focused: bool = False, lane: str = ""
) -> SearchBox:
    """Offer the editions that are indexed, when there is a choice.

    Args:
        sets: What is indexed, the newest first; it is what a search without a version means.
        query: What stands in the box.
        chosen: The segment of the edition being searched or read.
        focused: Whether the page is about searching and nothing else.
        lane: The lane that is searched; empty for all.
    """
    if len(sets) < 2:  # noqa: PLR2004 - One edition is no choice.
        return SearchBox(query, (), focused, lane)
    newest, *others = sets
    first = Choice("", f"{label_of(newest)} (newest)", chosen in {"", segment_of(newest)})
    rest = (Choice(segment_of(each), label_of(each), segment_of(each) == chosen) for each in others)
    together = (Choice(value, label, value == chosen) for value, label in together_of(sets))
    return SearchBox(query, (first, *rest, *together), focused, lane)


def together_of(sets: Sequence[DocumentationSet]) -> list[tuple[str, str]]:
    """Give what can be searched together, by its segment: the versions of a project, all projects, everything."""
    versions = Counter(each.project for each in sets)
    several = [project for project, count in versions.items() if count > 1]
    found = [(Edition(each, ALL).segment, f"{project_title(each)}, all versions") for each in several]
    if len(versions) > 1:
        found.append((Edition(ALL).segment, "All projects"))
        found += [(Edition(ALL, ALL).segment, "All projects, all versions")] if several else []
    return found


def scope_of(found: Results) -> str:
    """Give the segment of what was searched."""
    if found.all_projects:
        return Edition(ALL, ALL if found.all_versions else None).segment
    return Edition(found.project, ALL if found.all_versions else found.version).segment


def segment_of(each: DocumentationSet) -> str:
    """Give the segment under which addresses know a set."""
    return Edition(each.project, each.version).segment


def label_of(each: DocumentationSet) -> str:
    """Give the short name under which the box offers a set, such as ``Python 3.13``."""
    return f"{project_title(each.project)} {each.version}"
