"""An index on PostgreSQL comes in; how it is spread over servers goes out, as a check of ``castalia doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.cli.check import Check, Status
from castalia.database.base import Base
from castalia.database.distribution import distribution_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def cluster(session: AsyncSession) -> Check:
    """Check that the tables are distributed where Citus could do that, and say so.

    Args:
        session: A session to read with, on PostgreSQL.
    """
    found = await distribution_of(session)
    if found is None:
        return Check("cluster", Status.OK, "one server holds every documentation; Citus is not installed")
    nodes = f"{found.nodes} worker node{'' if found.nodes == 1 else 's'}"
    if not found.tables.issuperset(Base.metadata.tables):
        advice = "spread it with `castalia index --force`"
        return Check("cluster", Status.WARN, f"Citus is installed with {nodes}, but the index lies on one", advice)
    return Check("cluster", Status.OK, f"Citus spreads the documentations over {nodes}")
