"""What the first questions would wait for is read in the background, once the service has started.

Of what is indexed the spellers and vectors, and what each version knows; of the newest version, which most questions
are about, also names, postings and sections as a whole.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from castalia.database.current import current_sets
from castalia.errors import CastaliaError
from castalia.search.definitions.versions import load_known
from castalia.search.ranking.inverted_index import load_postings
from castalia.search.ranking.meaning import load_vectors
from castalia.search.ranking.names import load_names
from castalia.search.ranking.section_memory import load_sections
from castalia.search.spelling.vocabulary import REMEMBERED, speller_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

    Load = Callable[[AsyncSession, DocumentationSet], Awaitable[object]]

logger = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds after the start, in which the first request has the processor for itself."""

AGAIN = 60.0
"""Seconds until what was indexed meanwhile is noticed; until then its first question reads it."""

OF_EACH: tuple[Load, ...] = (load_vectors, speller_of, load_known)
"""What is read of each set."""

OF_THE_NEWEST: tuple[Load, ...] = (load_names, load_postings, load_sections)
"""What is read of the first one besides; of another it is once that is asked again and again."""


class Warming:
    """Reads what questions need, one set after the other, each once for as long as it stays as it was indexed.

    Args:
        open_session: Opens a session that reads.
    """

    def __init__(self, open_session: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._open_session = open_session
        self._warm: frozenset[tuple[str, datetime]] = frozenset()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep everything warm for as long as the service runs."""
        task = asyncio.create_task(self._keep_warm())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            self._warm = frozenset()

    async def _keep_warm(self) -> None:
        await asyncio.sleep(PAUSE)
        while True:
            try:
                await self.warm()
            except (CastaliaError, OSError, SQLAlchemyError) as error:
                # Whoever asks a question is told; here it is tried again.
                logger.debug("nothing can be read ahead: %s", error)
            await asyncio.sleep(AGAIN)

    async def warm(self) -> None:
        """Read what is not warm yet; as many sets as spellers stay in memory, the newest ones first."""
        async with self._open_session() as session:
            sets = (await current_sets(session))[:REMEMBERED]
        self._warm &= frozenset(map(_key, sets))
        for each in sets:
            if _key(each) not in self._warm:
                for load in (*OF_EACH, *(OF_THE_NEWEST if each is sets[0] else ())):
                    started = monotonic()
                    async with self._open_session() as session:
                        await load(session, each)
                    # At most half of a core, and nothing that a request would wait for.
                    await asyncio.sleep(monotonic() - started)
                self._warm |= {_key(each)}


def _key(documentation: DocumentationSet) -> tuple[str, datetime]:
    return documentation.fingerprint, documentation.indexed_at
