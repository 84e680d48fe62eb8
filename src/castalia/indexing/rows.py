"""Documents turned into the rows of the index: pure, no database is needed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from castalia.database.base import Base, table_of
from castalia.database.models import (
    Asset,
    EmbeddingBlock,
    Folder,
    Name,
    Page,
    Posting,
    Section,
    SectionColumn,
    Term,
)
from castalia.documents.references import Mentions, gather
from castalia.indexing.detail_rows import detail_rows
from castalia.indexing.embeddings import embedding_blocks
from castalia.indexing.names import names_of
from castalia.indexing.popularity import popularity
from castalia.indexing.posting_rows import PostingRows
from castalia.text.postings import invert, pack
from castalia.text.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Table

    from castalia.documents import document as documents
    from castalia.documents.general_index import IndexTerm
    from castalia.source.page import Asset as SourceAsset

Row = tuple[Any, ...]

FOLDER_TITLES = {
    "": "General",
    "c-api": "C API",
    "distributing": "Distributing",
    "extending": "Extending",
    "faq": "FAQ",
    "howto": "HOWTO",
    "installing": "Installing",
    "library": "Library Reference",
    "reference": "Language Reference",
    "tutorial": "Tutorial",
    "using": "Setup and Usage",
    "whatsnew": "What's New",
}


@dataclass(frozen=True, slots=True)
class SetRows:
    """The rows of a set, but for those of its terms.

    Args:
        tables: The rows by table, in the order of each table's columns without ``set_id``.
        streams: The terms of its sections, of which ``term_rows`` makes rows once the pages have been let go.
    """

    tables: dict[Table, Sequence[Row]]
    streams: Streams

    def count(self, model: type[Base]) -> int:
        """Give the number of rows of a model's table."""
        return len(self.tables[table_of(model)])


def make_rows(
    library: Sequence[documents.Document],
    *,
    bodies: Mapping[str, bytes],
    index_terms: Iterable[IndexTerm],
    assets: Iterable[SourceAsset],
    language: str,
) -> SetRows:
    """Turn a documentation into rows.

    Args:
        library: Its pages, taken apart.
        bodies: What readers see of each page, by path, compressed.
        index_terms: Its general index.
        assets: What its pages show or offer.
        language: The tag of the language it is written in.
    """
    mentions = gather(library, index_terms)
    folder_ids = {name: number for number, name in enumerate(sorted({page.folder for page in library}))}
    sections: list[Row] = []
    names: list[Row] = []
    streams = Streams(language)
    priors: list[float] = []
    for page_id, page in enumerate(library):
        for index, section in enumerate(page.sections):
            number = len(sections)
            spoken = mentions.get((page.path, index), Mentions())
            others = _other_words(spoken)
            priors.append(popularity(page.path, (section.anchor, *(symbol.anchor for symbol in section.symbols))))
            row = _section_row(number, page_id, page, section, others, spoken)
            sections.append((*row, priors[-1]))
            names += [
                (len(names) + offset, *row[:4], number, row[4]) for offset, row in enumerate(names_of(section, spoken))
            ]
            streams.add(*field_texts(page, section, others))
    streams.end()
    tables: dict[Table, Sequence[Row]] = detail_rows(library) | {
        table_of(Folder): _folder_rows(library, folder_ids),
        table_of(Page): [
            (number, folder_ids[page.folder], page.path, page.title, bodies[page.path], page.notice)
            for number, page in enumerate(library)
        ],
        table_of(Asset): [(asset.path, asset.media_type, asset.content) for asset in assets],
        table_of(Section): sections,
        table_of(SectionColumn): _columns(sections, streams, priors, folder_ids),
        # In the order of their primary key, which is that of the table.
        table_of(Name): sorted(names, key=lambda row: (row[1], row[2], row[0])),
        table_of(EmbeddingBlock): list(embedding_blocks(streams)),
    }
    return SetRows(tables, streams)


def _folder_rows(library: Sequence[documents.Document], folder_ids: dict[str, int]) -> list[Row]:
    pages = Counter(page.folder for page in library)
    sections = Counter(dict.fromkeys(folder_ids, 0))
    for page in library:
        sections[page.folder] += len(page.sections)
    return [
        (number, name, FOLDER_TITLES.get(name, name), pages[name], sections[name])
        for name, number in folder_ids.items()
    ]


def _other_words(spoken: Mentions) -> tuple[str, ...]:
    """Give what others call a section, each once: entries of the general index, then texts of links."""
    entries = (f"{entry.term} {entry.detail}".strip() for entry in spoken.index_terms)
    return tuple(dict.fromkeys((*entries, *spoken.link_texts)))


def _section_row(
    number: int,
    page_id: int,
    page: documents.Document,
    section: documents.Section,
    others: tuple[str, ...],
    spoken: Mentions,
) -> Row:
    return (
        number,
        page_id,
        page.path,
        section.anchor,
        section.title,
        section.kind,
        section.name,
        section.signature,
        "\n".join(section.breadcrumb),
        page.folder,
        "\n".join(others),
        section.text,
        spoken.inlinks,
        spoken.see_also_links,
        spoken.child_links,
        len(spoken.index_terms),
    )


def _columns(
    sections: Sequence[Row], streams: Streams, priors: Sequence[float], folder_ids: dict[str, int]
) -> list[Row]:
    """Give the numbers that ranking needs of all sections, as ``SectionColumn`` has them."""
    names = [column.name for column in table_of(Section).columns if column.name != "set_id"]
    folder, inlinks = names.index("folder"), names.index("inlinks")
    return [
        ("lengths", streams.lengths().tobytes()),
        ("inlinks", np.array([row[inlinks] for row in sections], "<u4").tobytes()),
        ("popularity", np.array(priors, "<f4").tobytes()),
        ("folders", np.array([folder_ids[row[folder]] for row in sections], "<u2").tobytes()),
    ]


def field_texts(
    page: documents.Document, section: documents.Section, others: tuple[str, ...]
) -> tuple[str, str, str, str]:
    """Give what a section's token stream is made of, in the fields that ``FIELDS`` names."""
    own = "\n".join(dict.fromkeys((section.title, section.name)))
    context = "\n".join((page.path.partition(".")[0], *section.breadcrumb))
    return own, "\n".join(others), context, f"{section.signature}\n{section.text}"


def term_rows(streams: Streams) -> dict[Table, Sequence[Row]]:
    """Give the rows of all terms, numbered in the order of the alphabet, and of where each stands."""
    terms: list[Row] = []
    postings = PostingRows()
    for number, (term, found) in enumerate(invert(streams)):
        terms.append((term, number, len(found.sections)))
        postings.add(pack(found))
    return {table_of(Term): terms, table_of(Posting): postings}
