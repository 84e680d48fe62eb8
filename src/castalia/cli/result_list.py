"""Results come in; a list that people read on a terminal goes to stdout."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from rich.text import Text

from castalia.cli.result_lines import INDENT, MARK, SEPARATOR, explained, origin
from castalia.cli.terminal import data_console, printable

if TYPE_CHECKING:
    from rich.console import Console

    from castalia.search.results import Result, Results


def print_results(results: Results) -> None:
    """Print each result: title, kind, place, passage, address."""
    console = data_console()
    for result in results.results:
        console.print()
        for line in _lines(result, console, origin(result, results)):
            console.print(line, soft_wrap=True)


def _lines(result: Result, console: Console, where: str) -> list[Text]:
    aside = f"  {printable(result.kind)}{printable(where)}"
    title = Text(printable(result.title), style="bold cyan").append(aside, style="not bold dim")
    lines = [title]
    if result.breadcrumb:
        lines += _indented(Text(printable(SEPARATOR.join(result.breadcrumb)), style="dim"), console)
    if result.snippet:
        lines += _indented(marked(result.snippet), console)
    lines.append(Text(INDENT).append(printable(result.url), style="blue"))
    rows = explained(result.score, result.explanation) if result.explanation else ()
    return [*lines, *(Text(row, style="dim") for row in rows)]


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
