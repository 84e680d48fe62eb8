"""All sections of a set that is searched again and again, in memory: ids in, what is shown of them out.

They take 12 MB for a version of Python's documentation, and spare every search an errand to the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from castalia.database.portions import portions
from castalia.search.gone import SetGoneError
from castalia.search.ranking.memory import AGAIN, WholeMemory, key_of
from castalia.search.ranking.packed import Packed
from castalia.search.ranking.section_row import COLUMNS, SECTION, TEXTS, SectionRow, row_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

REMEMBERED = 16 * 1024 * 1024
"""Bytes of sections for each database."""

OF_SET = select(*COLUMNS, *TEXTS).where(SECTION.set_id == bindparam("set_id"))

SEPARATOR = "\0"
"""Stands between the values of a section; no page may hold it, and PostgreSQL keeps no text with it."""


class Sections:
    """All sections of a set, by their ids, which are the numbers from 0 on."""

    def __init__(self) -> None:
        self._rows = Packed()

    def add(self, rows: Iterable[SectionRow]) -> None:
        """Add the next sections."""
        self._rows.add(map(_packed, rows))

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> SectionRow:
        return SectionRow(number, *self._rows[number].decode().split(SEPARATOR))

    @property
    def size(self) -> int:
        """The bytes that they take."""
        return self._rows.size


_memory: WholeMemory[Sections] = WholeMemory(REMEMBERED, lambda sections: sections.size)


async def all_sections(session: AsyncSession, documentation: DocumentationSet) -> Sections | None:
    """Give all sections of a set; ``None`` while it is not worth reading them.

    Args:
        session: A session to read with.
        documentation: The set.

    Raises:
        SetGoneError: They are not there any more.
    """
    # After names and postings, so that no search waits for all of them.
    again = AGAIN + 2
    return await _memory.get(session, key_of(documentation), lambda: _read(session, documentation), again=again)


async def load_sections(session: AsyncSession, documentation: DocumentationSet) -> None:
    """Read all sections of a set, so that no question waits for them."""
    await _memory.fill(session, key_of(documentation), lambda: _read(session, documentation))


async def _read(session: AsyncSession, documentation: DocumentationSet) -> Sections:
    sections = Sections()
    async for rows in portions(session, OF_SET.params(set_id=documentation.id), SECTION.id):
        sections.add(map(row_of, rows))
    # Between two portions the set may have been dropped.
    if len(sections) != documentation.sections:
        raise SetGoneError(documentation)
    return sections


def _packed(row: SectionRow) -> bytes:
    return SEPARATOR.join([value.replace(SEPARATOR, " ") for value in row[1:] if isinstance(value, str)]).encode()
