"""Documentation sets come in; a table of them goes to stdout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from castalia.cli.moment import local
from castalia.cli.terminal import data_console, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from castalia.database.models import DocumentationSet


MEGABYTE = 1_000_000


def print_table(sets: Iterable[DocumentationSet], newest: set[int]) -> None:
    """Print what is indexed, a line each.

    Args:
        sets: What is indexed.
        newest: The ids of the sets that answer when no version is asked for.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for name in ("project", "version", "release", "language"):
        table.add_column(name, no_wrap=True)
    for name in ("pages", "sections", "size", "format"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("indexed", no_wrap=True)
    table.add_column("from", overflow="fold")
    for each in sets:
        table.add_row(*_cells(each, is_newest=each.id in newest))
    data_console().print(table)


def _cells(each: DocumentationSet, *, is_newest: bool) -> tuple[str, ...]:
    texts = (each.project, each.version, each.release, each.language)
    counts = (f"{each.pages:,}", f"{each.sections:,}", f"{each.size / MEGABYTE:,.1f} MB", str(each.index_format))
    return ("*" if is_newest else "", *map(printable, texts), *counts, local(each.indexed_at), printable(each.location))
