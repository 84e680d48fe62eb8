"""In which indexed versions something exists: names in, the versions that have them out, the newest first."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import bindparam, select

from castalia.database.models import Term
from castalia.search.definitions.holders import Holders
from castalia.search.ranking.memory import AGAIN, Memory, WholeMemory, key_of
from castalia.search.ranking.names import NAME, all_names
from castalia.search.spelling.vocabulary import defines
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet
    from castalia.query.query import Query
    from castalia.search.ranking.hashed import Hashes

HEADING = "heading"

REMEMBERED = 16 * 1024 * 1024
"""Bytes of hashes for each database; those of a version of Python's documentation take half a megabyte."""

TERM = Term.__table__.c
_OF_SETS = NAME.set_id.in_(bindparam("sets", expanding=True)) & NAME.key.in_(bindparam("keys", expanding=True))

DEFINED = select(NAME.set_id, NAME.name, NAME.role).where(_OF_SETS, NAME.parts == 0)
NAMED = select(NAME.set_id, NAME.role).where(_OF_SETS)
SPOKEN = select(TERM.set_id).where(
    TERM.set_id.in_(bindparam("sets", expanding=True)), TERM.term.in_(bindparam("terms", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a version knows, by the sorted hashes of the texts.

    Python's hashes have 64 bits and a secret of the process, so that no documentation can make two texts meet.

    Args:
        definitions: The full names that it defines.
        keys: The keys of what it defines or has as a heading, those of parts of names among them.
    """

    definitions: Hashes
    keys: Hashes


@dataclass(frozen=True, slots=True)
class Shared:
    """Which of several versions know something.

    Args:
        definitions: By the full names that they define.
        keys: By the keys of what they define or have as a heading.
    """

    definitions: Holders
    keys: Holders


SHARED = 16
"""So many groups of versions are remembered, those that were asked for last."""

_shared: Memory[Shared] = Memory(SHARED)
_memory: WholeMemory[Known] = WholeMemory(REMEMBERED, lambda known: known.definitions.nbytes + known.keys.nbytes)


async def versions_of(
    session: AsyncSession, editions: Sequence[DocumentationSet], names: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Give for each full name the versions that define it, in the order of the editions.

    Args:
        session: A session to read with.
        editions: The indexed versions of one project.
        names: Full names of definitions.
    """
    if not names:
        return {}
    known = await _known(session, editions)
    if known is None:
        return await _versions_of(session, editions, names)
    holding = {name: known.definitions.of(name) for name in names}
    keys = [edition.version for edition in editions]
    # Most names are defined in the same few groups of versions.
    versions = {places: tuple(keys[place] for place in places) for places in set(holding.values())}
    return {name: versions[places] for name, places in holding.items()}


async def _versions_of(
    session: AsyncSession, editions: Sequence[DocumentationSet], names: Collection[str]
) -> dict[str, tuple[str, ...]]:
    known: defaultdict[str, set[int]] = defaultdict(set)
    values = {"sets": [edition.id for edition in editions], "keys": sorted({name_key(name) for name in names})}
    for set_id, name, role in await session.execute(DEFINED, values):
        if defines(role):
            known[name].add(set_id)
    return {name: tuple(edition.version for edition in editions if edition.id in known[name]) for name in names}


async def versions_with(
    session: AsyncSession, others: Sequence[DocumentationSet], query: Query, *, by_words: bool
) -> tuple[str, ...]:
    """Give the other versions that have what a query names, for where the chosen one has not.

    Args:
        session: A session to read with.
        others: The indexed versions of the project but the chosen one.
        query: The query.
        by_words: Whether a version that only holds a word of the query counts too.
    """
    ids = [edition.id for edition in others]
    if not ids or query.is_restricted:
        return ()
    known = await _known(session, others) if query.keys else None
    if known is not None:
        found = {ids[place] for key in query.keys for place in known.keys.of(key)}
    else:
        borne = await session.execute(NAMED, {"sets": ids, "keys": query.keys}) if query.keys else ()
        found = {set_id for set_id, role in borne if _leads(role)}
    if not found and by_words and query.terms:
        found |= set(await session.scalars(SPOKEN, {"sets": ids, "terms": list(query.terms)}))
    return tuple(edition.version for edition in others if edition.id in found)


async def _known(session: AsyncSession, editions: Sequence[DocumentationSet]) -> Shared | None:
    """Give what is known of versions; ``None`` while it is not worth reading."""
    keys = tuple(map(key_of, editions))
    shared = _shared.get(session, keys)
    if shared is not None:
        return shared
    known = [
        # One after the other, so that no search waits for more than one of them.
        await _memory.get(session, key, partial(_read, session, each), again=AGAIN + number)
        for number, (key, each) in enumerate(zip(keys, editions, strict=True), 1)
    ]
    whole = [each for each in known if each is not None]
    if len(whole) < len(editions):
        return None
    shared = Shared(Holders([each.definitions for each in whole]), Holders([each.keys for each in whole]))
    _shared.put(session, keys, shared)
    return shared


async def load_known(session: AsyncSession, documentation: DocumentationSet) -> None:
    """Read what a version knows, so that no question waits for it."""
    await _memory.fill(session, key_of(documentation), partial(_read, session, documentation))


async def _read(session: AsyncSession, documentation: DocumentationSet) -> Known:
    definitions, keys = array("q"), array("q")
    async for rows in all_names(session, documentation, NAME.name, NAME.role):
        for key, parts, _, name, role in rows:
            if _leads(role):
                keys.append(hash(key))
                if parts == 0 and role != HEADING:
                    definitions.append(hash(name))
    return Known(np.unique(np.array(definitions, np.int64)), np.unique(np.array(keys, np.int64)))


@lru_cache(maxsize=1024)
def _leads(role: str) -> bool:
    """Tell whether what bears a name so is worth another version."""
    return defines(role) or role == HEADING
