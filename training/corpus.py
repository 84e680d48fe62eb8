"""The documentation as training sees it: every section's terms by field, and every place with its section."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from castalia.database import models
from castalia.database.base import table_of
from castalia.documents.general_index import read_general_index
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import SilentProgress
from castalia.indexing.rows import field_texts, make_rows
from castalia.source.archive import ArchiveSource
from castalia.text.tokens import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.documents.document import Document, Section
    from castalia.documents.general_index import IndexTerm

Fields = tuple["Sequence[str]", "Sequence[str]", "Sequence[str]", "Sequence[str]"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A documentation.

    Args:
        sections: Its sections, in the order of their ids.
        keys: For each section its page's name and its anchor, ``os.path.html#os.path.join``.
        fields: For each section the terms of its fields.
        others: For each section what others call it, one text each.
        places: For each ``path`` and ``path#anchor`` the section that holds it.
    """

    sections: tuple[Section, ...]
    keys: tuple[str, ...]
    fields: tuple[Fields, ...]
    others: tuple[tuple[str, ...], ...]
    places: dict[str, int]


def read_corpus(archive: Path) -> Corpus:
    """Read a documentation as indexing does, so that what is learned fits what is searched."""
    with tempfile.TemporaryDirectory() as folder, ArchiveSource(archive, workspace=Path(folder)) as source:
        documents = read_pages(source, SilentProgress()).documents
        entries = read_general_index(source.page("genindex-all.html").html)
        return make_corpus(documents, entries)


def make_corpus(documents: Sequence[Document], entries: Sequence[IndexTerm]) -> Corpus:
    """Bring a documentation's pages and general index into the form that training needs."""
    bodies = {document.path: b"" for document in documents}
    rows = make_rows(documents, bodies=bodies, index_terms=entries, assets=(), language="en")
    sections = tuple(section for document in documents for section in document.sections)
    keys = tuple(
        f"{document.path.rpartition('/')[2]}#{section.anchor}"
        for document in documents
        for section in document.sections
    )
    places: dict[str, int] = {}
    start = 0
    for document in documents:
        places[document.path] = start
        places |= {f"{document.path}#{anchor}": start + index for anchor, index in document.anchors.items()}
        start += len(document.sections)
    table = table_of(models.Section)
    column = [column.name for column in table.columns if column.name != "set_id"].index("terms")
    others = tuple(tuple(row[column].split("\n")) if row[column] else () for row in rows.tables[table])
    pages = [(document, section) for document in documents for section in document.sections]
    fields = tuple(
        _terms(field_texts(document, section, names)) for (document, section), names in zip(pages, others, strict=True)
    )
    return Corpus(sections, keys, fields, others, places)


def _terms(texts: tuple[str, str, str, str]) -> Fields:
    own, others, context, body = map(terms, texts)
    return own, others, context, body
