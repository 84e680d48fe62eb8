"""`look_up(session, name)`: from a name to all that the documentation says of the thing it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, select

from castalia.database.current import find_current_set
from castalia.database.models import Name, Section
from castalia.documents.kinds import kind_of
from castalia.query.halves import refuse_halves
from castalia.search.address import address_of, place_of
from castalia.search.definitions.badges import badges_of
from castalia.search.definitions.definition import Definition, Member
from castalia.search.definitions.details import read_details
from castalia.search.definitions.presence import presences
from castalia.search.definitions.summary import LENGTH, summary
from castalia.search.gone import SetGoneError, once_more
from castalia.search.ranking.columns import columns_of
from castalia.search.ranking.ranking import OTHER_ROLE, ROLES
from castalia.search.spelling.vocabulary import defines, speller_of
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.definitions.details import Details

MAX_NAME = 200
"""No name is longer, in characters."""

MAX_HOMONYMS = 200
"""So many things of one name are looked at."""

MAX_MEMBERS = 600
"""The fullest page of Python's documentation defines fewer things."""

MAX_CANDIDATES = 8

TERM = "std:term"
TERM_LENGTH = 600
"""A glossary's entry is a definition from beginning to end, in characters."""

MEMBERS = (
    select(Section.id, Section.name, Section.kind, Section.anchor, Section.signature)
    .where(
        Section.set_id == bindparam("set_id"),
        Section.id.between(bindparam("first"), bindparam("last")),
        Section.path == bindparam("path"),
        func.substr(Section.name, 1, bindparam("length", type_=Integer)) == bindparam("prefix"),
    )
    .order_by(Section.id)
)
DECLARED = (
    select(Name.name, Name.role, Name.parts, Name.section_id, Name.anchor)
    .where(Name.set_id == bindparam("set_id"), Name.key == bindparam("key"))
    .order_by(Name.parts, Name.id)
    .limit(MAX_HOMONYMS)
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A name that a section declares: ``parts`` says how many of its last parts were asked for, 0 meaning all."""

    name: str
    role: str
    parts: int
    section_id: int
    anchor: str


@once_more
async def look_up(
    session: AsyncSession, name: str, *, project: str = "python", version: str | None = None
) -> Definition | None:
    """Give what the documentation says of a name; none where it defines no such thing, or several.

    Args:
        session: A session to read with.
        name: The name, whole (``asyncio.TaskGroup``) or by its last parts where they name one thing only.
        project: The project to search.
        version: A version's key or full release; the newest stable one when absent.

    Raises:
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: The version is not indexed.
    """
    documentation = await find_current_set(session, project=project, version=version)
    found = choose(name, await declarations(session, documentation, name))
    return await define(session, documentation, found) if found is not None else None


async def near_names(
    session: AsyncSession, name: str, *, project: str = "python", version: str | None = None
) -> tuple[str, ...]:
    """Give the names that may be meant by one that names nothing: those that end with it, then those spelt like it."""
    documentation = await find_current_set(session, project=project, version=version)
    ending = [found.name for found in await declarations(session, documentation, name)]
    if ending or not name_key(name):
        return tuple(dict.fromkeys(ending))[:MAX_CANDIDATES]
    speller = await speller_of(session, documentation)
    corrected = speller.name(name) or speller.name(name.rpartition(".")[2])
    if corrected is None:
        return ()
    meant = [found.name for found in await declarations(session, documentation, corrected)]
    return tuple(dict.fromkeys(meant))[:MAX_CANDIDATES]


async def declarations(session: AsyncSession, documentation: DocumentationSet, name: str) -> list[Declaration]:
    """Give what a documentation defines under a name, however it is spelt: whole names first."""
    refuse_halves(name)
    key = name_key(name[:MAX_NAME])
    rows = await session.execute(DECLARED, {"set_id": documentation.id, "key": key})
    found = [Declaration(*row) for row in rows if defines(row.role)]
    return sorted(found, key=lambda each: (each.parts > 0, -each.parts))


def choose(name: str, found: Sequence[Declaration]) -> Declaration | None:
    """Give the one thing that a name means; none where it may mean several.

    As it was written counts before letters alone: ``Dict`` is ``typing.Dict`` and not ``dict``.
    """
    bare = name.partition("(")[0].strip()
    for is_meant in (
        lambda each: each.name == bare,
        lambda each: each.name.endswith(f".{bare}"),
        lambda each: each.parts == 0,
        lambda _: True,
    ):
        meant = [each for each in found if is_meant(each)]
        if meant:
            likeliest = max(meant, key=lambda each: ROLES.get(each.role, OTHER_ROLE))
            return likeliest if len({each.name for each in meant}) == 1 else None
    return None


async def define(session: AsyncSession, documentation: DocumentationSet, found: Declaration) -> Definition:
    """Read all that a documentation says of a thing."""
    row = await session.get(Section, (documentation.id, found.section_id))
    if row is None:
        raise SetGoneError(documentation)
    details = await read_details(session, documentation, row)
    path = place_of(row.path, found.anchor or row.anchor)
    return Definition(
        name=found.name,
        kind=kind_of(found.role),
        title=row.title,
        path=path,
        url=address_of(documentation, path),
        project=documentation.project,
        version=documentation.version,
        release=documentation.release,
        folder=row.folder,
        breadcrumb=tuple(row.breadcrumb.split("\n")) if row.breadcrumb else (),
        summary=_summary(row, details, length=TERM_LENGTH if found.role == TERM else LENGTH),
        forms=details.forms,
        notes=details.notes,
        example=details.example,
        see_also=details.see_also,
        source=details.source,
        members=await members(session, documentation, row, owner=found.name),
        contents=tuple(child for child in details.children if child.path),
        versions=await presences(session, documentation.project, found.name),
        badges=badges_of(details.notes, name=found.name, text=row.text, release=documentation.release),
    )


def _summary(row: Section, details: Details, *, length: int) -> str:
    """Give what a section says of its thing; where that is nothing, what its heading says: `io — Core tools`."""
    said = summary(
        row.text,
        codes=[each.code for each in details.examples],
        notes=[each.text for each in details.notes],
        file=details.source.file if details.source else "",
        length=length,
    )
    return said or row.title.partition("\N{EM DASH}")[2].strip()


async def members(
    session: AsyncSession, documentation: DocumentationSet, row: Section, *, owner: str
) -> tuple[Member, ...]:
    """Give what a class or module holds on its page; nothing for other kinds.

    Args:
        session: A session to read with.
        documentation: The documentation that it belongs to.
        row: Its section.
        owner: Its full name.
    """
    if row.kind not in {"class", "exception", "module"}:
        return ()
    values = {"set_id": documentation.id, "first": row.id + 1, "last": row.id + MAX_MEMBERS, "path": row.path}
    prefix = f"{owner}."
    found = await session.execute(MEMBERS, values | {"prefix": prefix, "length": len(prefix)})
    columns = await columns_of(session, documentation)
    return tuple(
        Member(
            name,
            kind,
            place_of(row.path, anchor),
            signature.partition("\n")[0],
            weight=float(columns.popularity[number]),
        )
        for number, name, kind, anchor, signature in found
        if "." not in name.removeprefix(prefix)
    )
