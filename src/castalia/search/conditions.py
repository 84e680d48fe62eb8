"""What an answer must fulfil whatever its score: filters, phrases in quotes, words to leave out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import bindparam, or_, select

from castalia.database.models import Section
from castalia.search.gone import SetGoneError
from castalia.search.ranking.memory import Memory, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Filters, Query

REMEMBERED = 1024 * 1024
"""Bytes for each database, a bit for each section: a filter of Python's documentation takes 2 KB."""

PORTION = 1_000
"""So many texts are looked at in one step, the best first: as a rule these hold as many as are shown."""

PHRASES = 128
"""So many are kept in the form in which they are looked for; a query has a few."""

_memory: Memory[NDArray[np.uint8]] = Memory(REMEMBERED, lambda bits: bits.nbytes + 200)

TEXTS = select(Section.id, Section.title, Section.name, Section.signature, Section.terms, Section.text).where(
    Section.set_id == bindparam("set_id"), Section.id.in_(bindparam("ids", expanding=True))
)


async def passing(session: AsyncSession, documentation: DocumentationSet, filters: Filters) -> NDArray[np.bool_] | None:
    """Tell which sections of a set pass filters; ``None`` where none is set, since then all of them do.

    Args:
        session: A session to read with.
        documentation: The set.
        filters: The filters; those for versions and projects choose the set.
    """
    conditions = _conditions(filters)
    if not conditions:
        return None
    key = key_of(documentation), filters.place, filters.kind
    bits = _memory.get(session, key)
    if bits is None:
        found = await session.scalars(select(Section.id).where(Section.set_id == documentation.id, *conditions))
        passed = np.zeros(documentation.sections, np.bool_)
        passed[list(found)] = True
        bits = np.packbits(passed)
        _memory.put(session, key, bits)
    return np.unpackbits(bits, count=documentation.sections).astype(np.bool_)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.place is not None:
        page = f"{filters.place}.html"
        at_its_end = Section.path.endswith(f"/{page}", autoescape=True)
        conditions.append(or_(Section.folder == filters.place, Section.path == page, at_its_end))
    if filters.kind is not None:
        conditions.append(Section.kind == filters.kind)
    return conditions


async def fulfilling(
    session: AsyncSession,
    query: Query,
    documentation: DocumentationSet,
    ids: Sequence[int],
    *,
    wanted: int,
    at_most: int,
) -> tuple[list[int], bool]:
    """Give those sections that hold what the query quotes and nothing that it leaves out, and whether these are all.

    Args:
        session: A session to read with.
        query: The query.
        documentation: The set that the sections belong to.
        ids: The sections, the best first.
        wanted: So many are enough.
        at_most: So many texts are looked at.

    Raises:
        SetGoneError: They are not there any more.
    """
    wanting = query.understood.phrases if query.is_exact else ()
    unwanted = query.understood.excluded
    kept: list[int] = []
    looked_at = 0
    while len(kept) < wanted and looked_at < min(len(ids), at_most):
        portion = ids[looked_at : looked_at + PORTION]
        rows = (await session.execute(TEXTS, {"set_id": documentation.id, "ids": portion})).all()
        if len(rows) < len(portion):
            raise SetGoneError(documentation)
        for number, *fields in rows:
            if holds("\n".join(fields), wanted=wanting, unwanted=unwanted):
                kept.append(number)
        looked_at += len(portion)
    return kept, looked_at == len(ids)


def holds(text: str, *, wanted: Sequence[str] = (), unwanted: Sequence[str] = ()) -> bool:
    """Tell whether a text holds all phrases that are wanted and none that is not, in any case, as whole words.

    White space between their words may be of any kind.
    """
    small = text.lower()
    # Most texts lack the words or do not have them in a row, which is known sooner than whether they are whole words.
    if not all(_loose(phrase).search(small) for phrase in wanted):
        return False
    likely = [phrase for phrase in unwanted if _loose(phrase).search(small)]
    if not wanted and not likely:
        return True
    text = " ".join(text.split())
    return all(_pattern(phrase).search(text) for phrase in wanted) and not any(
        _pattern(phrase).search(text) for phrase in likely
    )


@lru_cache(maxsize=PHRASES)
def _loose(phrase: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, phrase.lower().split())))


@lru_cache(maxsize=PHRASES)
def _pattern(phrase: str) -> re.Pattern[str]:
    # What does not begin or end with a letter, such as ``:=``, has no word's edge there.
    start = r"(?<!\w)" if phrase[:1].isalnum() else ""
    end = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.compile(f"{start}{re.escape(phrase)}{end}", re.IGNORECASE)
