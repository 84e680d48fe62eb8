"""Tables of a PostgreSQL come in; where the extension Citus is present, they are spread over its nodes by their set.

A set lies whole on one node, so that the queries about one set, which are nearly all, ask one node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

KEY = "set_id"

SHARDS = 8
"""On how many nodes the sets can lie. Each partition has as many shards, all but one of them empty, so no more."""

IS_PRESENT = "SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'create_distributed_table')"

# One connection to a node at a time: the tables are made in the same transaction.
ONE_AFTER_ANOTHER = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"

DISTRIBUTED = "SELECT CAST(logicalrelid AS text) FROM pg_dist_partition"
NODES = "SELECT count(*) FROM citus_get_active_worker_nodes()"
REPLICATE = "SELECT create_reference_table(CAST(CAST(:table AS text) AS regclass))"
DISTRIBUTE = (
    f"SELECT create_distributed_table(CAST(CAST(:table AS text) AS regclass), '{KEY}', "
    "colocate_with => :beside, shard_count => CAST(:shards AS integer))"
)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a database is spread over several nodes.

    Args:
        tables: The tables that are distributed or replicated.
        nodes: How many nodes there are beside the one that is asked.
    """

    tables: frozenset[str]
    nodes: int


async def distribution_of(connection: AsyncConnection | AsyncSession) -> Distribution | None:
    """Tell how a PostgreSQL database is distributed; nothing where it is one server of its own."""
    if not await connection.scalar(text(IS_PRESENT)):
        return None
    tables = await connection.execute(text(DISTRIBUTED))
    nodes = await connection.scalar(text(NODES))
    return Distribution(frozenset(tables.scalars()), nodes or 0)


async def distribute(connection: AsyncConnection, tables: Sequence[Table]) -> None:
    """Spread tables over the nodes, those that are not yet; where there is one server, nothing happens.

    Args:
        connection: A connection in the transaction that makes the tables.
        tables: All tables; those without a set in their key are small, and every node gets a copy.
    """
    found = await distribution_of(connection)
    if found is None:
        return
    await connection.execute(text(ONE_AFTER_ANOTHER))
    by_set = [table for table in tables if KEY in table.columns]
    for table in tables:
        if table.name not in found.tables and table not in by_set:
            await connection.execute(text(REPLICATE), {"table": table.name})
    for table in by_set:
        if table.name not in found.tables:
            # The first says how many shards there are, and the others lie beside its shards, set by set.
            first = table is by_set[0]
            place = {"beside": "none", "shards": SHARDS} if first else {"beside": by_set[0].name, "shards": None}
            await connection.execute(text(DISTRIBUTE), {"table": table.name, **place})
