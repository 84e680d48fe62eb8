"""A name that no definition bears comes in; what may be meant by it, and which versions have it, goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.errors import UnknownNameError
from castalia.search.definitions.presence import presences
from castalia.search.definitions.symbols import near_names

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def unknown_name(
    session: AsyncSession, name: str, *, project: str, version: str | None, advice: str
) -> UnknownNameError:
    """Say that nothing, or more than one thing, bears a name, and what to ask for instead.

    Args:
        session: A session to read with.
        name: What was asked for.
        project: The project that was asked.
        version: The version that was asked.
        advice: How to search for it.
    """
    candidates = await near_names(session, name, project=project, version=version)
    elsewhere = tuple(each.version for each in await presences(session, project, name))
    said = f"no definition is called {name!r}"
    if candidates:
        said += f"; perhaps {', '.join(candidates)}"
    if elsewhere:
        said += f"; it is documented in {', '.join(elsewhere)}"
    return UnknownNameError(f"{said}; {advice}", candidates, elsewhere)
