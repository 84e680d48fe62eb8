"""`parse(page)`: the entrance of this folder, from a page to a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.documents.clean import read_main
from castalia.documents.diagram import draw, fill_in, spell_out
from castalia.documents.document import Document
from castalia.documents.reader import notice, readable
from castalia.documents.sections import split
from castalia.documents.source_place import take_sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from castalia.documents.document import Symbol
    from castalia.source.page import Page


def parse(page: Page, declared: Mapping[str, Sequence[Symbol]]) -> Document:
    """Take a page apart.

    Args:
        page: The page.
        declared: For each id that the inventory declares on this page, the names that it bears;
            names of the whole page stand under the empty id.

    Raises:
        DocumentError: The page has no content.
    """
    parser, main = read_main(page.path, page.html)
    sources = take_sources(main, page.path)
    drawn = draw(parser, main)
    body = fill_in(readable(main), drawn)
    spell_out(main)
    parts = split(main, page.path, declared=declared, sources=sources)
    folder, slash, _ = page.path.partition("/")
    first = parts.sections[0]
    return Document(
        path=page.path,
        title=first.title or page.path.rpartition("/")[2].partition(".")[0],
        folder=folder if slash else "",
        body=body,
        notice=notice(parser),
        sections=parts.sections,
        links=parts.links,
        anchors=parts.anchors,
    )
