"""The sets that can be searched, as they were a moment ago: what every request asks first is read once a second."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Engine

from castalia.database.sessions import bind_of
from castalia.database.sets import choose_set, live_sets
from castalia.database.writing import on_written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

FRESH = 1.0
"""Seconds; a replaced set stays for twice as long, so that whoever still names it finds it."""


class CurrentSets:
    """Remembers for each database what can be searched; whatever is written in this process shows at once.

    Args:
        seconds: How long it is remembered.
    """

    def __init__(self, seconds: float = FRESH) -> None:
        self._seconds = seconds
        self._known: WeakKeyDictionary[Engine, tuple[float, tuple[DocumentationSet, ...]]] = WeakKeyDictionary()

    async def of(self, session: AsyncSession) -> Sequence[DocumentationSet]:
        """List the sets as ``live_sets`` does; they belong to no session."""
        engine = bind_of(session)
        known = self.known(engine) if isinstance(engine, Engine) else None
        if known is not None:
            return known
        moment, before = monotonic(), self._known
        found = tuple(await live_sets(session))
        for each in found:
            session.expunge(each)
        # What was read before a commit must not be remembered after it.
        if isinstance(engine, Engine) and before is self._known:
            self._known[engine] = moment, found
        return found

    def known(self, engine: Engine) -> Sequence[DocumentationSet] | None:
        """List the sets without asking the database; ``None`` when that was too long ago."""
        moment, found = self._known.get(engine, (0.0, None))
        return found if found is not None and monotonic() - moment < self._seconds else None

    def last(self, engine: Engine) -> Sequence[DocumentationSet]:
        """List the sets as they were read last, however long ago that was; none where they have not been read."""
        return self._known.get(engine, (0.0, ()))[1]

    def forget(self) -> None:
        """Read again what is asked next."""
        self._known = WeakKeyDictionary()


_current = CurrentSets()
on_written(_current.forget)

current_sets = _current.of
known_sets = _current.known
last_sets = _current.last
forget_sets = _current.forget


async def find_current_set(
    session: AsyncSession, *, project: str = "python", version: str | None = None
) -> DocumentationSet:
    """Find the set of a version as ``find_set`` does, as of a moment ago."""
    return choose_set(await current_sets(session), project=project, version=version)
