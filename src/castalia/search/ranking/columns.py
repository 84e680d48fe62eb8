"""What ranking needs to know of all sections of a set at once, read once for as long as the set lives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import bindparam, select

from castalia.database.models import Folder, SectionColumn
from castalia.search.gone import SetGoneError
from castalia.search.ranking.lexical import norms
from castalia.search.ranking.memory import Memory, key_of
from castalia.search.ranking.ranking import priors
from castalia.text.streams import FIELDS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.search.ranking.lexical import Norms


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers of every section, in the order of their ids.

    Args:
        norms: What one occurrence of a term counts in each field.
        popularity: The logarithm of how often answers link to it.
        folders: Where the name of its folder stands among the names.
        folder_names: The names of the folders.
        prior: What no query changes of each score.
    """

    norms: Norms
    popularity: NDArray[np.float32]
    folders: NDArray[np.uint16]
    folder_names: tuple[str, ...]
    prior: NDArray[np.floating[Any]] = field(default_factory=lambda: np.empty(0, np.float32))


REMEMBERED = 256
"""Sets; each takes half a megabyte for 16,000 sections."""

COLUMNS = select(SectionColumn.name, SectionColumn.numbers).where(SectionColumn.set_id == bindparam("set_id"))
FOLDERS = select(Folder.name).where(Folder.set_id == bindparam("set_id")).order_by(Folder.id)

_memory: Memory[Columns] = Memory(REMEMBERED)


async def columns_of(session: AsyncSession, documentation: DocumentationSet) -> Columns:
    """Give the columns of a set."""
    key = key_of(documentation)
    known = _memory.get(session, key)
    if known is None:
        known = await _read(session, documentation)
        _memory.put(session, key, known)
    return known


async def _read(session: AsyncSession, documentation: DocumentationSet) -> Columns:
    of_set = {"set_id": documentation.id}
    found = {name: numbers for name, numbers in await session.execute(COLUMNS, of_set)}  # noqa: C416 - Rows are no pairs.
    if not found:
        raise SetGoneError(documentation)
    lengths = np.frombuffer(found["lengths"], "<u2").reshape(-1, len(FIELDS))
    popularity, folders = np.frombuffer(found["popularity"], "<f4"), np.frombuffer(found["folders"], "<u2")
    folder_names = tuple(await session.scalars(FOLDERS, of_set))
    if len(folders) and not folder_names:
        raise SetGoneError(documentation)
    return Columns(
        norms=norms(lengths, documentation.mean_lengths),
        popularity=popularity,
        folders=folders,
        folder_names=folder_names,
        prior=priors(popularity, folders, folder_names),
    )
