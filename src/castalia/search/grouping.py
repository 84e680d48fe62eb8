"""Results grouped by their page for readers, who see at a glance what lies together; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from castalia.search.results import Result


@dataclass(frozen=True, slots=True)
class PageOfResults:
    """The results of one page, in the order in which they were found.

    Args:
        path: The page's path.
        title: The page's title.
        results: Its results, the best first.
    """

    path: str
    title: str
    results: tuple[Result, ...]


def group_by_page(results: Iterable[Result]) -> tuple[PageOfResults, ...]:
    """Group results by their page; a page stands where its best result stood.

    Args:
        results: The results, best first.
    """
    pages: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        pages.setdefault((result.project, result.version, result.path.partition("#")[0]), []).append(result)
    return tuple(PageOfResults(path, _title(found[0]), tuple(found)) for (_, _, path), found in pages.items())


def _title(result: Result) -> str:
    return result.breadcrumb[0] if result.breadcrumb else result.title
