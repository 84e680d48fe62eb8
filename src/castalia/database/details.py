"""What stands beside the words of sections, read with one keyed query for any number of sections."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from castalia.database.models import Example, Note, Reference, Signature, SourceFile

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

Detail = TypeVar("Detail", Signature, Note, Example, Reference, SourceFile)


async def details_of(
    session: AsyncSession, model: type[Detail], *, set_id: int, sections: Collection[int]
) -> Mapping[int, list[Detail]]:
    """Give the details of one kind for each section that has any, in the order of the page.

    Args:
        session: A session to read with.
        model: ``Signature``, ``Note``, ``Example``, ``Reference`` or ``SourceFile``.
        set_id: The set that the sections belong to.
        sections: The ids of the sections.
    """
    statement = select(model).where(model.set_id == set_id, model.section_id.in_(sections))
    found: defaultdict[int, list[Detail]] = defaultdict(list)
    for row in await session.scalars(statement.order_by(*model.__table__.primary_key)):
        found[row.section_id].append(row)
    return found
