"""Results come in; their lines go out, without anything that only a terminal shows."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from castalia.cli.terminal import printable, show

if TYPE_CHECKING:
    from castalia.search.explanation import Explanation
    from castalia.search.results import Result, Results

INDENT = "  "
SEPARATOR = " › "  # noqa: RUF001 - The sign of breadcrumbs.

MARK = re.compile(r"(</?mark>)")


def headline(results: Results) -> str:
    """Say how much was found, where, and how fast."""
    where = searched(results)
    if not results.results:
        return f"nothing found for {results.query!r} in {where}; try fewer or other words"
    total = f"{results.total.value:,}{'' if results.total.relation == 'eq' else '+'}"
    return f"{len(results.results)} of {total} in {where}, {results.took_ms:.0f} ms"


def searched(results: Results) -> str:
    """Say where was searched."""
    if results.all_versions:
        return f"all versions of {'all projects' if results.all_projects else results.project}"
    return "all projects" if results.all_projects else f"{results.project} {results.version} ({results.release})"


def origin(result: Result, results: Results) -> str:
    """Say which documentation a result is from, where several were searched."""
    return f"  {result.project} {result.version}" if results.all_versions or results.all_projects else ""


def show_results(results: Results) -> None:
    """Print each result: title, kind, place, passage, address."""
    for result in results.results:
        show("")
        for line in lines(result, origin(result, results)):
            show(line)


def lines(result: Result, where: str = "") -> list[str]:
    """Give a result as lines; a pipe has no margin, so none is wrapped."""
    shown = [f"{result.title}  {result.kind}{where}"]
    if result.breadcrumb:
        shown.append(f"{INDENT}{SEPARATOR.join(result.breadcrumb)}")
    if result.snippet:
        shown.append(f"{INDENT}{html.unescape(MARK.sub('', result.snippet))}")
    shown.append(f"{INDENT}{result.url}")
    return [*map(printable, shown), *(explained(result.score, result.explanation) if result.explanation else ())]


def explained(score: float, explanation: Explanation) -> list[str]:
    """Show what a score is made of: a line for each signal that counts, as a sum."""
    rows = [
        f"{INDENT}{part.share:+9.4f}  {part.signal:<12} {part.value:.4f} × {part.weight:g}"  # noqa: RUF001 - A sign.
        for part in explanation
        if part.share
    ]
    return [*rows, f"{INDENT}{score:9.4f}  score"]
