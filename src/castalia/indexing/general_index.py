"""The general index of a source: from the one page that has all of it, or from the pages it was split into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.documents.general_index import read_general_index
from castalia.errors import DocumentError

if TYPE_CHECKING:
    from castalia.documents.general_index import IndexTerm
    from castalia.source.source import Source

PREFIX = "genindex"
WHOLE = "genindex-all.html"


def general_index(source: Source) -> tuple[list[IndexTerm], list[str]]:
    """Give every entry with each of its places, and for each page that could not be read what was wrong."""
    terms: list[IndexTerm] = []
    failures: list[str] = []
    for path in general_index_paths(source):
        try:
            terms += read_general_index(source.page(path).html)
        except DocumentError as error:
            failures.append(str(error))
    return terms, failures


def general_index_paths(source: Source) -> list[str]:
    """Give the pages that hold every entry once."""
    paths = [path for path in source.paths() if path.startswith(PREFIX)]
    return [WHOLE] if WHOLE in paths else paths
