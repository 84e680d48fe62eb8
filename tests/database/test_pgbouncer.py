"""A real PgBouncer in transaction mode between several processes and the server."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError

from castalia.database.failures import ErrorKind, classify
from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.search.search import search
from tests.database.notes import Note, create_notes, texts
from tests.database.questioner import ask
from tests.servers.pgbouncer import PgBouncer, find_pgbouncer
from tests.servers.postgres import PostgresMissingError
from tests.web.garden_documentation import PYTHON, garden_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

PROCESSES = 3
QUESTIONS = 200


@pytest.fixture(scope="module")
def pgbouncer(postgres_server: PostgresServer) -> Iterator[PgBouncer]:
    try:
        program = find_pgbouncer()
    except PostgresMissingError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
    with PgBouncer(program, postgres_server) as running:
        yield running


@pytest.fixture
def behind(pgbouncer: PgBouncer, postgres_settings: PostgresSettings) -> PostgresSettings:
    """An empty database, seen through PgBouncer."""
    patience = {"pool_timeout": 60, "connect_timeout": 60}
    return postgres_settings.model_copy(update={"hosts": (pgbouncer.address,), "pgbouncer": True, **patience})


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


def outcomes(processes: ProcessPoolExecutor, settings: PostgresSettings) -> Counter[str]:
    asked = [processes.submit(ask, settings, name, questions=QUESTIONS) for name in range(PROCESSES)]
    return sum((process.result() for process in asked), Counter[str]())


def test_behind_pgbouncer_every_answer_is_to_its_question(
    processes: ProcessPoolExecutor, behind: PostgresSettings
) -> None:
    assert outcomes(processes, behind) == {"right": PROCESSES * QUESTIONS}


def test_without_the_switch_answers_are_wrong_or_missing(
    processes: ProcessPoolExecutor, behind: PostgresSettings
) -> None:
    found = outcomes(processes, behind.model_copy(update={"pgbouncer": False}))

    assert found["wrong"] + found["errors"] > 0, found


@pytest.mark.anyio
async def test_behind_pgbouncer_writers_write_and_readers_cannot(behind: PostgresSettings) -> None:
    database = PostgresDatabase(behind)
    async with database.lifespan():
        await create_notes(database)
        async with database.transaction() as session:
            session.add(Note(text="kept"))
        async with database.read_session() as session:
            session.add(Note(text="refused"))
            with pytest.raises(DBAPIError) as caught:
                await session.flush()

        assert classify(caught.value) is ErrorKind.READ_ONLY
        assert await texts(database) == ["kept"]


@pytest.mark.anyio
async def test_behind_pgbouncer_an_index_is_written_and_searched(behind: PostgresSettings) -> None:
    database = PostgresDatabase(behind)
    async with database.lifespan():
        await create_schema(database)
        await index_source(database, garden_source(PYTHON))
        async with database.read_session() as session:
            found = await search(session, "seeds.sow")

    assert found.results[0].path == "library/seeds.html#seeds.sow"
