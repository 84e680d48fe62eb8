"""What an answer must fulfil whatever its score: filters, phrases in quotes, words to leave out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from castalia.database.models import Section

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.query.query import Filters, Query


def where(filters: Filters) -> list[ColumnElement[bool]]:
    """Give the conditions that filters set to a section.

    Args:
        filters: The filters; those for versions and projects choose the documentation and set none here.
    """
    conditions: list[ColumnElement[bool]] = []
    if filters.place is not None:
        page = f"{filters.place}.html"
        at_its_end = Section.path.endswith(f"/{page}", autoescape=True)
        conditions.append(or_(Section.folder == filters.place, Section.path == page, at_its_end))
    if filters.kind is not None:
        conditions.append(Section.kind == filters.kind)
    return conditions


async def fulfilling(session: AsyncSession, query: Query, set_id: int, ids: Sequence[int]) -> Collection[int]:
    """Give those sections that hold what the query quotes and nothing that it leaves out.

    Args:
        session: A session to read with.
        query: The query.
        set_id: The set that the sections belong to.
        ids: The sections.
    """
    wanted = query.understood.phrases if query.is_exact else ()
    unwanted = query.understood.excluded
    if not ids or not (wanted or unwanted):
        return ids
    columns = (Section.id, Section.title, Section.name, Section.signature, Section.terms, Section.text)
    statement = select(*columns).where(Section.set_id == set_id, Section.id.in_(ids))
    return {
        row.id
        for row in await session.execute(statement)
        if holds(" ".join("\n".join(row[1:]).split()), wanted=wanted, unwanted=unwanted)
    }


def holds(text: str, *, wanted: Sequence[str] = (), unwanted: Sequence[str] = ()) -> bool:
    """Tell whether a text holds all phrases that are wanted and none that is not, in any case, as whole words."""
    return all(_pattern(phrase).search(text) for phrase in wanted) and not any(
        _pattern(phrase).search(text) for phrase in unwanted
    )


def _pattern(phrase: str) -> re.Pattern[str]:
    # What does not begin or end with a letter, such as ``:=``, has no word's edge there.
    start = r"(?<!\w)" if phrase[:1].isalnum() else ""
    end = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.compile(f"{start}{re.escape(phrase)}{end}", re.IGNORECASE)
