"""`answer_question(session, ...)`: the version notes that answer a question about versions, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from castalia.database.models import Note, Page, Section
from castalia.database.sets import version_order
from castalia.query.version_question import Asked
from castalia.search.address import address_of, place_of
from castalia.search.cards.subject import subjects
from castalia.search.definitions.badges import own_addition
from castalia.search.definitions.definition import VersionNote
from castalia.search.ranking.ranking import FOLDERS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.version_question import VersionQuestion
    from castalia.search.cards.subject import Subject

MAX_NOTES = 30
"""So many notes are given; the answer says how many there are."""

WEIGHT_OF_FOLDER = 10.0
"""What lies in the C API interests fewer people than what is asked for as often elsewhere."""

KINDS = {
    Asked.ADDED: ("added",),
    Asked.DEPRECATED: ("deprecated", "soft-deprecated", "removed"),
    Asked.REMOVED: ("removed", "deprecated", "soft-deprecated"),
    Asked.CHANGED: ("added", "changed", "deprecated", "soft-deprecated", "removed"),
}
IN_ONE_VERSION = KINDS | {Asked.DEPRECATED: ("deprecated", "soft-deprecated"), Asked.REMOVED: ("removed",)}
"""What is asked of a whole version: what it did, and not what it announced."""


@dataclass(frozen=True, slots=True)
class VersionAnswer:
    """The answer to a question about versions.

    Args:
        question: The question.
        subject: The full name that it is about; empty for a whole version.
        path: The place of the subject, or of the page "what's new" of the version; may be empty.
        url: The published address of that place.
        notes: The notes that answer, the newest first; for a whole version what most people look for.
        total: How many there are.
    """

    question: VersionQuestion
    subject: str
    path: str
    url: str
    notes: tuple[VersionNote, ...]
    total: int


async def answer_question(
    session: AsyncSession, documentation: DocumentationSet, question: VersionQuestion
) -> VersionAnswer | None:
    """Answer a question about versions; none where the documentation says nothing that surely answers it."""
    if not question.subject:
        return await _of_version(session, documentation, question)
    asked = await subjects(session, documentation, question.subject)
    found = [(each, await _of_subject(session, documentation, each, question=question)) for each in asked]
    # Where several things are meant, their answers count when they are the same.
    facts = {tuple((note.kind, note.version) for note in notes) for _, notes in found}
    if len(facts) != 1 or facts == {()}:
        return None
    first = found[0][0]
    notes = [note for _, notes in found for note in notes]
    path = place_of(first.page, first.anchor)
    url = address_of(documentation, path)
    return VersionAnswer(question, first.name, path, url, tuple(notes[:MAX_NOTES]), len(notes))


async def _of_version(
    session: AsyncSession, documentation: DocumentationSet, question: VersionQuestion
) -> VersionAnswer | None:
    """Answer what happened in one version, or since one."""
    kinds = IN_ONE_VERSION[question.asked]
    versions = await session.scalars(select(Note.version).where(Note.set_id == documentation.id).distinct())
    wanted = [version for version in versions if question.span.holds(version)]
    rows = await _notes(session, documentation, Note.version.in_(wanted), Note.kind.in_(kinds))
    if not rows:
        return None
    notes = [note for _, note in sorted(rows, key=lambda row: -row[0])]
    path = await _whats_new(session, documentation, question.span.version)
    url = address_of(documentation, path) if path else ""
    return VersionAnswer(question, "", path, url, tuple(notes[:MAX_NOTES]), len(notes))


async def _whats_new(session: AsyncSession, documentation: DocumentationSet, version: str) -> str:
    path = f"whatsnew/{'.'.join(version.split('.')[:2])}.html"
    statement = select(Page.path).where(Page.set_id == documentation.id, Page.path == path)
    return await session.scalar(statement) or ""


async def _of_subject(
    session: AsyncSession, documentation: DocumentationSet, subject: Subject, *, question: VersionQuestion
) -> list[VersionNote]:
    """Give the notes that answer what is asked of a thing, the newest first."""
    whole = question.asked is Asked.CHANGED and not question.detail
    scope = _scope(subject) if whole else Section.id == subject.section_id
    rows = await _notes(session, documentation, scope, Note.kind.in_(KINDS[question.asked]))
    notes = [note for _, note in rows if question.span.holds(note.version)]
    if question.detail:
        every = [note for _, note in await _notes(session, documentation, scope)]
        return [note for note in every if re.search(rf"\b{re.escape(question.detail)}\b", note.text)]
    if question.asked is Asked.ADDED:
        own = own_addition(notes, name=subject.name, text=subject.text)
        return [own] if own is not None else []
    return sorted(notes, key=lambda note: version_order(note.version), reverse=True)


def _scope(subject: Subject) -> ColumnElement[bool]:
    """Give what belongs to a thing: a module's whole page and its members on others, a class's members."""
    inside = func.substr(Section.name, 1, len(subject.name) + 1) == f"{subject.name}."
    if subject.kind == "module":
        return or_(Section.path == subject.page, inside)
    if subject.kind in {"class", "exception"}:
        return or_(Section.id == subject.section_id, inside)
    return Section.id == subject.section_id


async def _notes(
    session: AsyncSession, documentation: DocumentationSet, *conditions: ColumnElement[bool]
) -> list[tuple[float, VersionNote]]:
    """Read notes with how many people look for the sections that hold them."""
    columns = (Note.kind, Note.version, Note.text, Section.title, Section.path, Section.anchor)
    weights = (Section.popularity, Section.inlinks, Section.folder)
    joined = (Section.set_id == Note.set_id) & (Section.id == Note.section_id)
    statement = select(*columns, *weights).join(Section, joined).where(Note.set_id == documentation.id, *conditions)
    found: list[tuple[float, VersionNote]] = []
    for row in await session.execute(statement.order_by(Note.section_id, Note.position)):
        kind, version, text, title, path, anchor, popularity, inlinks, folder = row
        weight = popularity + inlinks / 100 + WEIGHT_OF_FOLDER * FOLDERS.get(folder, 0.0)
        found.append((weight, VersionNote(kind, version, text, title, place_of(path, anchor))))
    return found
