"""What was read once of a set of documentation and never changes: remembered, within a bound, for each database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from castalia.database.sessions import bind_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

Key = TypeVar("Key", bound="Hashable")
Value = TypeVar("Value")

SETS = 256
"""Of so many sets what was asked of them is known."""

SetKey = tuple[int, "datetime"]
"""What tells a set from every other that the same database ever holds, a rebuilt one included."""


@lru_cache(maxsize=SETS)
def key_of(documentation: DocumentationSet) -> SetKey:
    """Give the key of a set.

    Every search asks for that of each set a dozen times, and SQLAlchemy's attributes are slow to read.
    """
    return documentation.id, documentation.indexed_at


class Memory(Generic[Value]):
    """Remembers values by key, and of each database those that were asked for last.

    A process may serve several databases from several threads, each with an event loop of its own.

    Args:
        limit: So much is remembered of each database.
        size: What a value takes of that.
    """

    def __init__(self, limit: int, size: Callable[[Value], int] = lambda _: 1) -> None:
        self._limit = limit
        self._size = size
        self._shelves: WeakKeyDictionary[Engine | Connection, _Shelf[Value]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, session: AsyncSession, key: Hashable) -> Value | None:
        """Give what is remembered of the session's database under a key; ``None`` where nothing is."""
        return self.of(bind_of(session), key)

    def of(self, engine: Engine | Connection, key: Hashable) -> Value | None:
        """Give what is remembered of an engine's database under a key; ``None`` where nothing is."""
        with self._lock:
            shelf = self._shelves.get(engine)
            return None if shelf is None else shelf.get(key)

    def several(self, session: AsyncSession, keys: Iterable[Key]) -> dict[Key, Value]:
        """Give what is remembered under some keys."""
        engine = bind_of(session)
        with self._lock:
            shelf = self._shelves.get(engine)
            if shelf is None:
                return {}
            return {key: value for key in keys if (value := shelf.get(key)) is not None}

    def put(self, session: AsyncSession, key: Hashable, value: Value) -> None:
        """Remember a value, and forget what was asked for longest ago where there is too much."""
        self.keep(session, {key: value})

    def keep(self, session: AsyncSession, values: Mapping[Key, Value]) -> None:
        """Remember several values."""
        engine = bind_of(session)
        with self._lock:
            shelf = self._shelves.setdefault(engine, _Shelf())
            for key, value in values.items():
                shelf.put(key, value, self._size(value))
            shelf.shrink(self._limit)


AGAIN = 4
"""What was asked for so often is worth being read as a whole; a command that searches once would wait for nothing."""


class WholeMemory(Generic[Value]):
    """Remembers what is read as a whole of a set that is asked again and again, and until then in parts.

    Args:
        limit: So much is remembered of each database.
        size: What a value takes of that.
    """

    def __init__(self, limit: int, size: Callable[[Value], int]) -> None:
        self._values: Memory[Value] = Memory(limit, size)
        self._asked: Memory[_Asked] = Memory(SETS)

    async def get(
        self, session: AsyncSession, key: Hashable, read: Callable[[], Awaitable[Value]], *, again: int = AGAIN
    ) -> Value | None:
        """Give the value under a key, read now if it was asked for often enough; ``None`` before that.

        Args:
            session: A session to read with.
            key: The key.
            read: Reads the value.
            again: So many times it is still asked for in parts.
        """
        known = self._values.get(session, key)
        if known is not None:
            return known
        asked = self._asked.get(session, key)
        if asked is None:
            asked = _Asked()
            self._asked.put(session, key, asked)
        asked.times += 1
        if asked.times <= again * asked.patience or asked.is_read:
            return None
        asked.is_read = True
        try:
            value = await read()
        finally:
            asked.is_read = False
        # What does not fit beside others that are asked for as often must not be read over and over.
        asked.times, asked.patience = 0, asked.patience * LESS_OFTEN
        self._values.put(session, key, value)
        return value

    async def fill(self, session: AsyncSession, key: Hashable, read: Callable[[], Awaitable[Value]]) -> None:
        """Read the value under a key now, unless it is remembered; for who has the time before it is asked for.

        Args:
            session: A session to read with.
            key: The key.
            read: Reads the value.
        """
        if self._values.get(session, key) is None:
            self._values.put(session, key, await read())


LESS_OFTEN = 8
"""What was forgotten again is read after so many times as many questions."""


@dataclass(slots=True)
class _Asked:
    """How often something was asked for, how often it has to be, and whether somebody reads it at the moment."""

    times: int = 0
    patience: int = 1
    is_read: bool = False


class _Shelf(Generic[Value]):
    """The values of one database, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._values: dict[Hashable, tuple[Value, int]] = {}
        self._total = 0

    def get(self, key: Hashable) -> Value | None:
        found = self._values.pop(key, None)
        if found is None:
            return None
        self._values[key] = found
        return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        _, before = self._values.pop(key, (None, 0))
        self._values[key] = value, size
        self._total += size - before

    def shrink(self, limit: int) -> None:
        while self._total > limit and len(self._values) > 1:
            _, size = self._values.pop(next(iter(self._values)))
            self._total -= size
