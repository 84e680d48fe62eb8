"""What a process reads once and keeps of an index, its time and its memory."""

from __future__ import annotations

import asyncio
import gc
import resource
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from castalia.database.sets import live_sets
from castalia.search.definitions.versions import load_known
from castalia.search.ranking.inverted_index import load_postings
from castalia.search.ranking.meaning import load_vectors
from castalia.search.ranking.names import load_names
from castalia.search.ranking.section_memory import load_sections
from castalia.search.spelling.vocabulary import speller_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database
    from castalia.database.models import DocumentationSet

WHOLE = {"names": load_names, "postings": load_postings, "sections": load_sections}

PAGES = Path("/proc/self/statm")


def load_all(database: Database) -> str:
    """Load what a service loads after its start, of all versions and of the newest one; give what that takes."""
    return asyncio.run(_load_all(database))


async def _load_all(database: Database) -> str:
    async with database.lifespan(), database.read_session() as session:
        sets = await live_sets(session)
        vectors = await _cost(session, sets, load_vectors)
        spellers = await _cost(session, sets, speller_of)
        known = await _cost(session, sets, load_known)
        whole = [f"{name} {await _cost(session, sets[:1], load)}" for name, load in WHOLE.items()]
    of_all = f"vectors {vectors}; spellers {spellers}; what each knows {known}"
    return f"loaded once for {len(sets)} versions: {of_all}\nand for the newest one: {'; '.join(whole)}"


async def _cost(
    session: AsyncSession,
    sets: list[DocumentationSet],
    load: Callable[[AsyncSession, DocumentationSet], Awaitable[object]],
) -> str:
    held, wall, cpu = _memory(), perf_counter(), process_time()
    for each in sets:
        await load(session, each)
    seconds = f"{process_time() - cpu:.2f} s of CPU, {perf_counter() - wall:.2f} s"
    return f"{seconds}, {_memory() - held:.0f} MB"


def _memory() -> float:
    """Give the megabytes that this process holds."""
    gc.collect()
    return int(PAGES.read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1024**2
