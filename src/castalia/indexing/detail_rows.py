"""The rows of what stands beside a section's words: signatures, notes, examples, references, source files."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from castalia.database.base import table_of
from castalia.database.models import Example, ExampleName, Note, Reference, Signature, SourceFile
from castalia.documents.document import LinkKind
from castalia.documents.references import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Table

    from castalia.documents import document as documents
    from castalia.documents.document import Document
    from castalia.documents.signature import Signature as ParsedSignature

Row = tuple[Any, ...]
WEB = ("https://", "http://")


def detail_rows(library: Sequence[Document]) -> dict[Table, Sequence[Row]]:
    """Give the rows of a documentation's details by table, sections numbered in the order of the pages.

    Args:
        library: Its pages, taken apart.
    """
    signatures: list[Row] = []
    notes: list[Row] = []
    examples: list[Row] = []
    names: list[Row] = []
    sources: list[Row] = []
    numbered = enumerate(section for page in library for section in page.sections)
    for number, section in numbered:
        signatures += [(number, *row) for row in enumerate_rows(map(_signature, section.signatures))]
        notes += [(number, *row) for row in enumerate_rows((n.kind, n.version, n.text) for n in section.notes)]
        examples += [(number, *row) for row in enumerate_rows(_examples(section))]
        names += [
            (name, number, position) for position, example in enumerate(section.examples) for name in example.names
        ]
        if section.source is not None:
            sources.append((number, section.source.file, section.source.line, section.source.address))
    return {
        table_of(Signature): signatures,
        table_of(Note): notes,
        table_of(Example): examples,
        table_of(ExampleName): names,
        table_of(Reference): list(_references(library)),
        table_of(SourceFile): sources,
    }


def enumerate_rows(rows: Iterator[Row]) -> Iterator[Row]:
    """Give each row with its position in front."""
    return ((position, *row) for position, row in enumerate(rows))


def _signature(signature: ParsedSignature) -> Row:
    parameters = signature.parameters
    written = None if parameters is None else json.dumps([asdict(parameter) for parameter in parameters])
    return signature.name, signature.anchor, signature.text, written, signature.returns


def _examples(section: documents.Section) -> Iterator[Row]:
    return ((example.language, example.code) for example in section.examples)


def _references(library: Sequence[Document]) -> Iterator[Row]:
    """Give what each section names under "see also" and has as direct children, each place once."""
    pages = {page.path: page for page in library}
    first_of: dict[str, int] = {}
    count = 0
    for page in library:
        first_of[page.path] = count
        count += len(page.sections)
    for page in library:
        positions: dict[int, int] = {}
        for (holder, kind, target, address), text in _distinct(page, pages, first_of=first_of).items():
            position = positions[holder] = positions.get(holder, -1) + 1
            yield holder, position, kind, target, address, text


def _distinct(
    page: Document, pages: Mapping[str, Document], *, first_of: Mapping[str, int]
) -> dict[tuple[int, str, int | None, str], str]:
    """Give the references of a page: holder, kind, the section they lead to, their address, and their first words."""
    found: dict[tuple[int, str, int | None, str], str] = {}
    for link in page.links:
        if link.kind is LinkKind.PROSE:
            continue
        place = resolve(link.target, pages)
        target = first_of[place[0]] + place[1] if place is not None else None
        holder = first_of[page.path] + link.section
        if target != holder and (target is not None or link.target.startswith(WEB)):
            found.setdefault((holder, link.kind.value, target, link.target), link.text)
    return found
