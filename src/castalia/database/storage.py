"""What differs between the databases when an index is written and searched: the contract, one screen long."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

FIELDS = ("title", "terms", "context", "body")
"""The fields of a section's token stream, the most telling first: A to D in a ``tsvector``, columns in FTS5."""

FIELD_WEIGHTS = (4.0, 3.0, 1.0, 2.0)
"""What a term counts in each field when the database picks candidates; the ranking proper comes after."""


@dataclass(frozen=True, slots=True)
class SectionTerms:
    """The token stream of one section, by field."""

    section_id: int
    fields: tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that matches, with the database's own score: higher is better."""

    section_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The best candidates, best first, and how many sections match in all."""

    candidates: tuple[Candidate, ...]
    total: int


class Storage(abc.ABC):
    """The dialect's way to store documentation sets and to match their token streams."""

    @abc.abstractmethod
    async def create(self, connection: AsyncConnection) -> None:
        """Create what the models do not declare; any number of processes may do so at once."""

    @abc.abstractmethod
    async def lock(self, connection: AsyncConnection) -> None:
        """Make this transaction the only one that writes the index.

        Raises:
            IndexBusyError: Another one is.
        """

    @abc.abstractmethod
    async def load(
        self, connection: AsyncConnection, set_id: int, rows: Mapping[Table, Sequence[tuple[Any, ...]]]
    ) -> None:
        """Write a new set's rows, each a tuple in the order of its table's columns without ``set_id``."""

    @abc.abstractmethod
    async def load_terms(self, connection: AsyncConnection, set_id: int, rows: Iterable[SectionTerms]) -> None:
        """Write a new set's token streams and make them searchable."""

    @abc.abstractmethod
    async def bytes_used(self, connection: AsyncConnection, set_id: int) -> int:
        """Give a number of bytes that grows, while a set is written, by what the set takes with its indexes."""

    @abc.abstractmethod
    async def drop(self, connection: AsyncConnection, set_id: int) -> None:
        """Remove everything of a set but its row in ``documentation_set``."""

    @abc.abstractmethod
    async def match(self, session: AsyncSession, set_id: int, *, terms: Mapping[str, float], limit: int) -> Matches:
        """Find the sections that hold any of the terms.

        Args:
            session: A session to read with.
            set_id: The set to search.
            terms: Each term with its inverse document frequency in the set.
            limit: How many candidates to give at most.
        """
