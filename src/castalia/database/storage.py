"""What differs between the databases when an index is written: the contract, one screen long."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection


class Storage(abc.ABC):
    """The dialect's way to store documentation sets."""

    @abc.abstractmethod
    async def create(self, connection: AsyncConnection) -> None:
        """Do what the models do not declare to new tables; any number of processes may do so at once."""

    @abc.abstractmethod
    async def lock(self, connection: AsyncConnection) -> None:
        """Make this transaction the only one that writes the index.

        Raises:
            IndexBusyError: Another one is.
        """

    @abc.abstractmethod
    async def load(
        self, connection: AsyncConnection, set_id: int, rows: Iterable[tuple[Table, Sequence[tuple[Any, ...]]]]
    ) -> None:
        """Write a new set's rows by table, each a tuple in the order of the table's columns without ``set_id``."""

    @abc.abstractmethod
    async def bytes_used(self, connection: AsyncConnection, set_id: int) -> int:
        """Give a number of bytes that grows, while a set is written, by what the set takes with its indexes."""

    @abc.abstractmethod
    async def drop(self, connection: AsyncConnection, set_id: int) -> None:
        """Remove everything of a set but its row in ``documentation_set``."""
