"""Results come in; a list that people read goes to stdout."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from rich.text import Text

from castalia.cli.terminal import data_console, printable

if TYPE_CHECKING:
    from rich.console import Console

    from castalia.search.explanation import Explanation
    from castalia.search.results import Result, Results

INDENT = "  "
SEPARATOR = " › "  # noqa: RUF001 - The sign of breadcrumbs.

MARK = re.compile(r"(</?mark>)")


def headline(results: Results) -> str:
    """Say how much was found, where, and how fast."""
    where = f"{results.project} {results.version} ({results.release})"
    if not results.results:
        return f"nothing found for {results.query!r} in {where}; try fewer or other words"
    total = f"{results.total.value:,}{'' if results.total.relation == 'eq' else '+'}"
    return f"{len(results.results)} of {total} in {where}, {results.took_ms:.0f} ms"


def print_results(results: Results) -> None:
    """Print each result: title, kind, place, passage, address."""
    console = data_console()
    for result in results.results:
        console.print()
        for line in _lines(result, console):
            console.print(line, soft_wrap=True)


def _lines(result: Result, console: Console) -> list[Text]:
    title = Text(printable(result.title), style="bold cyan").append(f"  {printable(result.kind)}", style="not bold dim")
    lines = [title]
    if result.breadcrumb:
        lines += _indented(Text(printable(SEPARATOR.join(result.breadcrumb)), style="dim"), console)
    if result.snippet:
        lines += _indented(marked(result.snippet), console)
    lines.append(Text(INDENT).append(printable(result.url), style="blue"))
    return [*lines, *(_explained(result.score, result.explanation) if result.explanation else ())]


def _explained(score: float, explanation: Explanation) -> list[Text]:
    """Show what a score is made of: a line for each signal that counts, as a sum."""
    rows = [
        f"{INDENT}{part.share:+9.4f}  {part.signal:<12} {part.value:.4f} × {part.weight:g}"  # noqa: RUF001 - A sign.
        for part in explanation
        if part.share
    ]
    return [Text(row, style="dim") for row in (*rows, f"{INDENT}{score:9.4f}  score")]


def _indented(text: Text, console: Console) -> list[Text]:
    return [Text(INDENT).append_text(line) for line in text.wrap(console, max(console.width - len(INDENT), 1))]


def marked(snippet: str) -> Text:
    """Turn a snippet's HTML into text, with what it marks in bold."""
    text = Text()
    style = ""
    for part in MARK.split(snippet):
        if MARK.fullmatch(part):
            style = "bold yellow" if part == "<mark>" else ""
        else:
            text.append(printable(html.unescape(part)), style=style)
    return text
