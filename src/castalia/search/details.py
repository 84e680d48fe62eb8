"""What stands beside the words of some sections, read together: a query for each table, however many sections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from castalia.database.models import Example, Note, Reference, Section, Signature, SourceFile
from castalia.documents.parameter import Parameter
from castalia.search.address import address_of, place_of
from castalia.search.definition import CodeExample, Form, Link, SourceCode, VersionNote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

MAX_EXAMPLES = 20
"""Of each section so many are looked at: the first short one is shown."""

SHORT = 25
"""An example of so many lines can be taken in at a glance."""

SEE_ALSO = "see-also"
CHILD = "child"


@dataclass(frozen=True, slots=True)
class Details:
    """What stands beside a section's words."""

    forms: tuple[Form, ...]
    notes: tuple[VersionNote, ...]
    examples: tuple[CodeExample, ...]
    see_also: tuple[Link, ...]
    children: tuple[Link, ...]
    source: SourceCode | None

    @property
    def example(self) -> CodeExample | None:
        """Give the first example that is short, else the first, none where there is none."""
        short = (each for each in self.examples if each.code.count("\n") < SHORT)
        return next(short, self.examples[0] if self.examples else None)


async def read_details(
    session: AsyncSession, documentation: DocumentationSet, ids: Collection[int]
) -> Mapping[int, Details]:
    """Read the details of sections by their ids; every one gets some, be they empty."""
    if not ids:
        return {}
    heads = await _heads(session, documentation.id, ids)
    forms = await _forms(session, documentation.id, heads)
    notes = await read_notes(session, documentation.id, ids)
    examples = await _examples(session, documentation.id, ids)
    links = await _links(session, documentation, ids)
    sources = await _sources(session, documentation.id, ids)
    return {
        number: Details(
            forms=tuple(forms[number]),
            notes=tuple(notes.get(number, ())),
            examples=tuple(examples[number]),
            see_also=tuple(links[number, SEE_ALSO]),
            children=tuple(links[number, CHILD]),
            source=sources.get(number),
        )
        for number in heads
    }


async def read_notes(session: AsyncSession, set_id: int, ids: Collection[int]) -> Mapping[int, list[VersionNote]]:
    """Read the version notes of sections in the order of the documentation."""
    columns = (Section.id, Note.kind, Note.version, Note.text, Section.title, Section.path, Section.anchor)
    joined = (Section.set_id == Note.set_id) & (Section.id == Note.section_id)
    statement = select(*columns).join(Section, joined).where(Note.set_id == set_id, Note.section_id.in_(ids))
    found: defaultdict[int, list[VersionNote]] = defaultdict(list)
    for number, kind, version, text, title, path, anchor in await session.execute(
        statement.order_by(Note.section_id, Note.position)
    ):
        found[number].append(VersionNote(kind, version, text, title, place_of(path, anchor)))
    return found


async def _heads(session: AsyncSession, set_id: int, ids: Collection[int]) -> Mapping[int, str]:
    """Give the page of each section."""
    statement = select(Section.id, Section.path).where(Section.set_id == set_id, Section.id.in_(ids))
    return {row.id: row.path for row in await session.execute(statement)}


async def _forms(session: AsyncSession, set_id: int, heads: Mapping[int, str]) -> Mapping[int, list[Form]]:
    statement = select(Signature).where(Signature.set_id == set_id, Signature.section_id.in_(heads))
    found: defaultdict[int, list[Form]] = defaultdict(list)
    for row in await session.scalars(statement.order_by(Signature.section_id, Signature.position)):
        path = place_of(heads[row.section_id], row.anchor)
        found[row.section_id].append(Form(row.name, row.text, path, _parameters(row), row.returns))
    return found


def _parameters(row: Signature) -> tuple[Parameter, ...] | None:
    if row.parameters is None:
        return None
    return tuple(Parameter(**parameter) for parameter in row.parameters)


async def _examples(session: AsyncSession, set_id: int, ids: Collection[int]) -> Mapping[int, list[CodeExample]]:
    statement = select(Example.section_id, Example.language, Example.code).where(
        Example.set_id == set_id, Example.section_id.in_(ids), Example.position < MAX_EXAMPLES
    )
    found: defaultdict[int, list[CodeExample]] = defaultdict(list)
    for number, language, code in await session.execute(statement.order_by(Example.section_id, Example.position)):
        found[number].append(CodeExample(language, code))
    return found


async def _links(
    session: AsyncSession, documentation: DocumentationSet, ids: Iterable[int]
) -> Mapping[tuple[int, str], list[Link]]:
    statement = select(Reference).where(Reference.set_id == documentation.id, Reference.section_id.in_(ids))
    found: defaultdict[tuple[int, str], list[Link]] = defaultdict(list)
    for row in await session.scalars(statement.order_by(Reference.section_id, Reference.position)):
        inside = row.target_id is not None
        url = address_of(documentation, row.address) if inside else row.address
        found[row.section_id, row.kind].append(Link(row.text, row.address if inside else "", url))
    return found


async def _sources(session: AsyncSession, set_id: int, ids: Iterable[int]) -> Mapping[int, SourceCode]:
    statement = select(SourceFile).where(SourceFile.set_id == set_id, SourceFile.section_id.in_(ids))
    return {row.section_id: SourceCode(row.file, row.line, row.address) for row in await session.scalars(statement)}
