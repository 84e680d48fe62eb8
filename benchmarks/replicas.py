"""The sets of an index come in, rows of as many more as are wanted go out: replicas with words of their own.

A replica is what another project of the same size would look like to the tables. Frequent words and names are shared,
as English and programming are; of the rare ones three in four are renamed, so that the vocabulary grows as that of real
collections does. Its vectors are turned away from what they were, and nothing in it is popular. Rows are rewritten and
nothing is indexed again, so that a million sections take minutes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from sqlalchemy import select

from castalia.database.base import Base
from castalia.database.dialects import storage_of
from castalia.database.models import DocumentationSet
from castalia.database.schema import create_schema
from castalia.database.sets import choose_set, live_sets
from castalia.database.writing import exclusive
from castalia.text.embedding import EPSILON, quantize

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database

    Values = dict[str, Any]
    """A row, or what is changed in it, by the names of its columns."""

TABLES = ("folder", "section", "section_column", "name", "term", "posting", "embedding_block")
"""What a search reads."""

SHARED = 0.005
"""A term that stands in such a share of a set's sections is a word that every documentation has."""

RENAMED = 0.75
"""The share of the other terms that a replica has to itself."""

COMMON = 4
"""What so many things of a set are called is a word such as `read` or `close`, and no name of its own."""

MARK = "\N{CYRILLIC SMALL LETTER ZHE}"
"""Ends what was renamed; no word of a documentation has this letter before a number, so that none is met twice."""

LIKENESS = 0.65
"""What is left of a vector in a replica: its best are then as far from a query as another project's best are."""


@dataclass(frozen=True, slots=True)
class Replica:
    """A set as it is written.

    Args:
        facts: What its own row says, without an id.
        rows: The rows of its tables, without the id of the set.
    """

    facts: Mapping[str, Any]
    rows: Mapping[str, list[Values]]


async def replicate(session: AsyncSession, original: DocumentationSet, generation: int) -> Replica:
    """Give a set as another project would have it.

    Args:
        session: A session to read the set with.
        original: The set.
        generation: How many replicas of it there are with this one; 0 is the set itself.
    """
    columns = [column.name for column in DocumentationSet.__table__.columns if column.name != "id"]
    facts = {name: getattr(original, name) for name in columns}
    rows = {name: await _rows(session, name, original.id) for name in TABLES}
    if generation:
        facts["project"] = f"{original.project}-{generation}"
        rewriting = _Rewriting(generation, original, rows)
        rows = {table: rewriting.of(table, found) for table, found in rows.items()}
    return Replica(facts, rows)


async def _rows(session: AsyncSession, name: str, set_id: int) -> list[Values]:
    table = Base.metadata.tables[name]
    columns = [column for column in table.columns if column.name != "set_id"]
    found = await session.execute(select(*columns).where(table.c.set_id == set_id))
    return [dict(row) for row in found.mappings()]


class Growth:
    """Databases that grow by one set after another, all alike.

    Args:
        source: The index whose sets they get, and then replicas of them.
        targets: The databases, empty and set up.
        first: The version of Python that is written first.
    """

    def __init__(self, source: Database, targets: Sequence[Database], *, first: str) -> None:
        self.sections = 0
        self.sets = 0
        self.words: set[str] = set()
        self._source = source
        self._targets = targets
        self._first = first
        self._coming = self._collection()

    async def up_to(self, sections: int) -> None:
        """Write sets until there are so many sections."""
        for database in self._targets:
            await create_schema(database)
        while self.sections < sections:
            await self._add(await anext(self._coming))

    async def _collection(self) -> AsyncIterator[Replica]:
        """Give the sets of the source, then replicas of all of them again and again."""
        async with self._source.read_session() as session:
            sets = await live_sets(session)
        first = choose_set(sets, project="python", version=self._first)
        sets.sort(key=lambda each: each is not first)
        for generation in count():
            for each in sets:
                async with self._source.read_session() as session:
                    yield await replicate(session, each, generation)

    async def _add(self, replica: Replica) -> None:
        for database in self._targets:
            async with exclusive(database) as session:
                written = DocumentationSet(**replica.facts)
                session.add(written)
                await session.flush()
                connection = await session.connection()
                rows = {
                    Base.metadata.tables[name]: [tuple(row.values()) for row in found]
                    for name, found in replica.rows.items()
                }
                await storage_of(connection).load(connection, written.id, rows.items())
        self.sets += 1
        self.sections += replica.facts["sections"]
        self.words.update(row["term"] for row in replica.rows["term"])


class _Rewriting:
    """Rewrites the rows of one set for one generation; the versions of a project are rewritten alike."""

    def __init__(self, generation: int, original: DocumentationSet, rows: Mapping[str, list[Values]]) -> None:
        self._tag = f"{MARK}{generation}"
        self._many = original.sections * SHARED
        self._random = np.random.default_rng((generation, original.id))
        self._borne = Counter(row["key"] for row in rows["name"])
        self._rewrites: dict[str, Callable[[Values], Values]] = {
            "term": self._term,
            "name": self._name,
            "section": self._section,
            "section_column": self._column,
            "embedding_block": self._block,
        }

    def of(self, table: str, rows: list[Values]) -> list[Values]:
        """Give the rows of a table as the replica has them."""
        rewrite = self._rewrites.get(table)
        return rows if rewrite is None else [row | rewrite(row) for row in rows]

    def _term(self, row: Values) -> Values:
        is_own = row["sections"] < self._many and _share(row["term"]) < RENAMED
        return {"term": row["term"] + self._tag} if is_own else {}

    def _name(self, row: Values) -> Values:
        is_own = self._borne[row["key"]] < COMMON and _share(row["key"]) < RENAMED
        return {name: row[name] + self._tag for name in ("key", "name")} if is_own else {}

    def _section(self, row: Values) -> Values:
        renamed = {name: row[name] + self._tag for name in ("name", "title")} if row["name"] else {}
        return {"popularity": 0.0, **renamed}

    def _column(self, row: Values) -> Values:
        return {"numbers": bytes(len(row["numbers"]))} if row["name"] == "popularity" else {}

    def _block(self, row: Values) -> Values:
        bytewise = np.frombuffer(row["vectors"], np.int8).reshape(-1, row["dimensions"])
        vectors = bytewise * np.frombuffer(row["scales"], "<f4")[:, None]
        away = self._random.standard_normal(vectors.shape, np.float32) / np.float32(row["dimensions"] ** 0.5)
        turned = np.float32(LIKENESS) * vectors + np.float32((1 - LIKENESS**2) ** 0.5) * away
        packed, scales = quantize(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), EPSILON))
        return {"vectors": packed.tobytes(), "scales": scales.astype("<f4").tobytes()}


def _share(word: str) -> float:
    """Give a number from 0 to 1 that is always the same for a word."""
    return crc32(word.encode()) / 2**32
