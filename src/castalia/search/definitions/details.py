"""What stands beside the words of a section: signatures, notes, examples, links, source; a query for each table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select

from castalia.database.models import Example, Note, Reference, Signature, SourceFile
from castalia.documents.parameter import Parameter
from castalia.search.address import address_of, place_of
from castalia.search.definitions.definition import CodeExample, Form, Link, SourceCode, VersionNote

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet, Section

MAX_EXAMPLES = 20
"""So many are looked at: the first short one is shown."""

SHORT = 25
"""An example of so many lines can be taken in at a glance."""

SEE_ALSO = "see-also"
CHILD = "child"


def _own(model: type[Signature | Note | Example | Reference | SourceFile]) -> ColumnElement[bool]:
    return and_(model.set_id == bindparam("set_id"), model.section_id == bindparam("section_id"))


FORMS = (
    select(Signature.name, Signature.anchor, Signature.text, Signature.parameters, Signature.returns)
    .where(_own(Signature))
    .order_by(Signature.position)
)
NOTES = select(Note.kind, Note.version, Note.text).where(_own(Note)).order_by(Note.position)
EXAMPLES = (
    select(Example.language, Example.code)
    .where(_own(Example), Example.position < MAX_EXAMPLES)
    .order_by(Example.position)
)
LINKS = (
    select(Reference.kind, Reference.target_id, Reference.address, Reference.text)
    .where(_own(Reference))
    .order_by(Reference.position)
)
SOURCE = select(SourceFile.file, SourceFile.line, SourceFile.address).where(_own(SourceFile))


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


async def read_details(session: AsyncSession, documentation: DocumentationSet, section: Section) -> Details:
    """Read what stands beside the words of a section."""
    of_section = {"set_id": documentation.id, "section_id": section.id}
    place = place_of(section.path, section.anchor)
    forms = tuple(
        Form(name, text, place_of(section.path, anchor), _parameters(parameters), returns)
        for name, anchor, text, parameters, returns in await session.execute(FORMS, of_section)
    )
    notes = tuple(
        VersionNote(kind, version, text, section.title, place)
        for kind, version, text in await session.execute(NOTES, of_section)
    )
    examples = tuple(CodeExample(language, code) for language, code in await session.execute(EXAMPLES, of_section))
    links = list(await session.execute(LINKS, of_section))
    source = (await session.execute(SOURCE, of_section)).first()
    return Details(
        forms=forms,
        notes=notes,
        examples=examples,
        see_also=tuple(_link(documentation, *row[1:]) for row in links if row.kind == SEE_ALSO),
        children=tuple(_link(documentation, *row[1:]) for row in links if row.kind == CHILD),
        source=None if source is None else SourceCode(source.file, source.line, source.address),
    )


def _parameters(written: list[dict[str, Any]] | None) -> tuple[Parameter, ...] | None:
    return None if written is None else tuple(Parameter(**parameter) for parameter in written)


def _link(documentation: DocumentationSet, target: int | None, address: str, text: str) -> Link:
    """Give a link to a section, or to an address on the web."""
    if target is None:
        return Link(text, "", address)
    return Link(text, address, address_of(documentation, address))
