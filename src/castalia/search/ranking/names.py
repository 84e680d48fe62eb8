"""The keys of a query in, what bears them as its name out: from the database, and soon from memory.

A set that is searched several times is worth reading its names as a whole: packed into arrays they take 4 MB for a
version of Python's documentation, and spare every search an errand to the database.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sqlalchemy import bindparam, or_, select

from castalia.database.models import Name
from castalia.database.portions import portions
from castalia.search.ranking.memory import WholeMemory, key_of
from castalia.search.ranking.packed import Packed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

MOST = 400
"""So many names are looked at; only words such as ``name`` or ``read`` are borne by more."""

REMEMBERED = 32 * 1024 * 1024
"""Bytes of names for each database."""

NAME = Name.__table__.c
COLUMNS = (NAME.key, NAME.parts, NAME.name, NAME.role, NAME.section_id, NAME.anchor)

BORNE = (
    select(*COLUMNS)
    .where(
        NAME.set_id == bindparam("set_id"),
        NAME.key.in_(bindparam("keys", expanding=True)),
        # A part of a name counts only where it is the whole query.
        or_(NAME.parts == 0, NAME.key.in_(bindparam("whole", expanding=True))),
    )
    .order_by(NAME.parts, NAME.id)
    .limit(MOST)
)


class Borne(NamedTuple):
    """A name that a section bears, as the table of names has it."""

    key: str
    parts: int
    name: str
    role: str
    section_id: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a set, a row for each, in the order of the hashes of their keys.

    Python's hashes of texts have 64 bits and a secret of the process, so that no documentation can make two keys meet.

    Args:
        hashes: The hash of each key.
        numbers: Of each name its id, its section, and where its text and its anchor stand among the texts.
        parts: How many parts of the name the key covers.
        roles: Where its role stands among the names of roles.
        role_names: The roles.
        texts: The texts.
    """

    hashes: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    parts: NDArray[np.uint8]
    roles: NDArray[np.uint16]
    role_names: tuple[str, ...]
    texts: Packed

    @property
    def size(self) -> int:
        """The bytes that they take."""
        arrays = (self.hashes, self.numbers, self.parts, self.roles)
        return self.texts.size + sum(each.nbytes for each in arrays)

    def borne(self, keys: Sequence[str], whole: Sequence[str]) -> list[Borne]:
        """Give the first names that have one of the keys, those of the most parts first.

        Args:
            keys: The keys.
            whole: Those of them for which a part of a name is enough.
        """
        found: list[tuple[int, int, int, str]] = []
        # Of few keys, to look for one after the other takes a third of what numpy takes.
        hashes = self.hashes.data
        for key in dict.fromkeys(keys):
            sought = hash(key)
            start = bisect_left(hashes, sought)
            end = bisect_right(hashes, sought, start)
            found += [
                (int(self.parts[row]), int(self.numbers[row, 0]), row, key)
                for row in range(start, end)
                if key in whole or not self.parts[row]
            ]
        return [self._row(row, key) for _, _, row, key in sorted(found)[:MOST]]

    def _row(self, row: int, key: str) -> Borne:
        _, section, name, anchor = self.numbers[row].tolist()
        role = self.role_names[self.roles[row]]
        return Borne(key, int(self.parts[row]), self.texts[name].decode(), role, section, self.texts[anchor].decode())


_memory: WholeMemory[Names] = WholeMemory(REMEMBERED, lambda names: names.size)


async def names_borne(
    session: AsyncSession, documentation: DocumentationSet, whole: Sequence[str], phrases: Sequence[str] = ()
) -> Iterable[Borne]:
    """Give what bears a query as its name, or some of its words, the whole names first.

    Args:
        session: A session to read with.
        documentation: The set to search.
        whole: The keys of the whole query.
        phrases: Those of its words in a row.
    """
    keys = [*whole, *phrases]
    if not keys:
        return []
    names = await _memory.get(session, key_of(documentation), lambda: _read(session, documentation))
    if names is not None:
        return names.borne(keys, whole)
    values = {"set_id": documentation.id, "keys": keys, "whole": whole}
    return [Borne(*row) for row in await session.execute(BORNE, values)]


async def load_names(session: AsyncSession, documentation: DocumentationSet) -> None:
    """Read all names of a set, so that no question waits for them."""
    await _memory.fill(session, key_of(documentation), lambda: _read(session, documentation))


async def _read(session: AsyncSession, documentation: DocumentationSet) -> Names:
    """Read all names of a set."""
    packing = _Packing()
    async for rows in all_names(session, documentation, NAME.name, NAME.role, NAME.section_id, NAME.anchor):
        for row in rows:
            packing.add(*row)
    return packing.done()


def all_names(
    session: AsyncSession, documentation: DocumentationSet, *columns: ColumnElement[Any]
) -> AsyncIterator[Sequence[Row[*tuple[Any, ...]]]]:
    """Give key, parts and id of all names of a set and more of their columns, a portion of the rows at a time.

    Args:
        session: A session to read with.
        documentation: The set.
        columns: The other columns of the table of names.
    """
    key = NAME.key, NAME.parts, NAME.id
    return portions(session, select(*key, *columns).where(NAME.set_id == documentation.id), *key)


class _Packing:
    """Packs names one by one."""

    def __init__(self) -> None:
        self._hashes, self._numbers, self._parts, self._roles = array("q"), array("I"), array("B"), array("H")
        self._role_numbers: dict[str, int] = {}
        self._text_numbers: dict[str, int] = {}

    def add(self, key: str, parts: int, number: int, name: str, role: str, section_id: int, anchor: str) -> None:
        """Pack a row."""
        texts, roles = self._text_numbers, self._role_numbers
        self._hashes.append(hash(key))
        self._parts.append(parts)
        self._roles.append(roles.setdefault(role, len(roles)))
        at = texts.setdefault(name, len(texts)), texts.setdefault(anchor, len(texts))
        self._numbers.extend((number, section_id, *at))

    def done(self) -> Names:
        """Give what was packed."""
        hashes = np.frombuffer(self._hashes, np.int64) if self._hashes else np.empty(0, np.int64)
        order = np.argsort(hashes, kind="stable")
        numbers = np.array(self._numbers, np.uint32).reshape(-1, 4)
        texts = Packed()
        texts.add(text.encode() for text in self._text_numbers)
        return Names(
            hashes=hashes[order],
            numbers=numbers[order],
            parts=np.array(self._parts, np.uint8)[order],
            roles=np.array(self._roles, np.uint16)[order],
            role_names=tuple(self._role_numbers),
            texts=texts,
        )
