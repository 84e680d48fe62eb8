"""Ids of sections in, what is shown of them out; what was read once is remembered, since sections never change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from castalia.search.gone import SetGoneError
from castalia.search.ranking.memory import Memory, key_of
from castalia.search.ranking.section_memory import all_sections
from castalia.search.ranking.section_row import COLUMNS, SECTION, TEXTS, SectionRow, row_of, shown_text, size_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

REMEMBERED = 8 * 1024 * 1024
"""Bytes of sections for each database: five thousand of those that are found most in sets that are not in memory."""

FEW = 64
"""Of so many sections the texts are read along; of more only those of the ten that are shown are."""

_CHOSEN = (SECTION.set_id == bindparam("set_id"), SECTION.id.in_(bindparam("ids", expanding=True)))

ROWS = select(*COLUMNS).where(*_CHOSEN)
ROWS_WITH_TEXTS = ROWS.add_columns(*TEXTS)
TEXTS_ALONE = select(SECTION.id, *TEXTS).where(*_CHOSEN)


_memory: Memory[SectionRow] = Memory(REMEMBERED, size_of)


async def section_rows(
    session: AsyncSession,
    documentation: DocumentationSet,
    ids: Sequence[int],
    *,
    along: Collection[int] = (),
) -> list[SectionRow]:
    """Give sections, in the order of their ids.

    Args:
        session: A session to read with.
        documentation: The set that they belong to.
        ids: The sections in their order.
        along: Others that are likely to be asked for next; they are remembered if something has to be read anyway.

    Raises:
        SetGoneError: There is none of them any more.
    """
    sections = await all_sections(session, documentation)
    if sections is not None:
        return [sections[number] for number in ids]
    if len(ids) > FEW:
        return await _read(session, documentation, ids)
    key = key_of(documentation)
    found = _memory.several(session, [(key, number) for number in ids])
    missing = [number for number in ids if (key, number) not in found]
    if missing:
        few = [*missing, *along][:FEW]
        new = {(key, row.id): row for row in await _read(session, documentation, few)}
        _memory.keep(session, new)
        found |= new
    return [found[key, number] for number in ids if (key, number) in found]


async def texts_of(session: AsyncSession, documentation: DocumentationSet, ids: Sequence[int]) -> Mapping[int, str]:
    """Give the texts of sections, the signature's where there is no other.

    Args:
        session: A session to read with.
        documentation: The set that they belong to.
        ids: The sections.
    """
    rows = await session.execute(TEXTS_ALONE, {"set_id": documentation.id, "ids": ids})
    return {number: shown_text(*texts) for number, *texts in rows}


async def _read(session: AsyncSession, documentation: DocumentationSet, ids: Sequence[int]) -> list[SectionRow]:
    if not ids:
        return []
    statement: Select[*tuple[Any, ...]] = ROWS_WITH_TEXTS if len(ids) <= FEW else ROWS
    found = await session.execute(statement, {"set_id": documentation.id, "ids": ids})
    rows = [row_of(row) for row in found]
    if not rows:
        raise SetGoneError(documentation)
    return sorted(rows)
