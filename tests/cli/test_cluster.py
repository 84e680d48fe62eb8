"""What ``castalia doctor`` says of how an index is spread over servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from castalia.cli.check import Status
from castalia.cli.cluster import cluster
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from tests.database.citus import STAND_IN

if TYPE_CHECKING:
    from castalia.database.settings import PostgresSettings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def states(postgres_settings: PostgresSettings) -> list[tuple[Status, str]]:
    """What is said of one server, of one that Citus was added to, and of an index that was spread then."""
    database, said = PostgresDatabase(postgres_settings), []

    async def note() -> None:
        async with database.read_session() as session:
            check = await cluster(session)
        said.append((check.status, f"{check.detail}; {check.advice}"))

    async with database.lifespan():
        await create_schema(database)
        await note()
        async with database.transaction() as session:
            for statement in STAND_IN:
                await session.execute(text(statement))
        await note()
        await create_schema(database, rebuild=True)
        await note()
    return said


async def test_each_state_is_said_with_what_to_do(states: list[tuple[Status, str]]) -> None:
    alone, unused, spread = states

    assert alone == (Status.OK, "one server holds every documentation; Citus is not installed; ")
    assert unused[0] is Status.WARN
    assert "but the index lies on one; spread it with `castalia index --force`" in unused[1]
    assert spread == (Status.OK, "Citus spreads the documentations over 2 worker nodes; ")
