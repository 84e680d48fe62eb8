"""Sessions that read: when they hold a connection, and what is left of one that has ended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.orm import defer
from sqlalchemy.util import greenlet_spawn

from castalia.database.postgres import PostgresDatabase
from tests.database.notes import Note, create_notes
from tests.database.patience import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from castalia.database.database import Database
    from castalia.database.sessions import ReadSession

pytestmark = pytest.mark.anyio

STATEMENTS: dict[str, Callable[[ReadSession], Awaitable[Any]]] = {
    "execute": lambda session: session.execute(select(Note)),
    "scalar": lambda session: session.scalar(select(Note)),
    "scalars": lambda session: session.scalars(select(Note)),
    "get": lambda session: session.get(Note, 2),
    "get_one": lambda session: session.get_one(Note, 2),
    "merge": lambda session: session.merge(Note(id=1)),
    "commit": lambda session: session.commit(),
    "run_sync": lambda session: session.run_sync(lambda inner: inner.scalar(select(Note))),
}

LONGER: dict[str, Callable[[ReadSession], Any]] = {
    "connection": lambda session: session.connection(),
    "stream": lambda session: session.stream(select(Note)),
    "stream_scalars": lambda session: session.stream_scalars(select(Note)),
    "begin": lambda session: session.begin(),
    "begin_nested": lambda session: session.begin_nested(),
}
"""What takes more than one step."""

SLOW = {"sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"}


@pytest.fixture(autouse=True)
async def notes(database: Database) -> None:
    await create_notes(database)
    async with database.transaction() as session:
        session.add_all([Note(text="one"), Note(text="two")])


def in_use(database: Database) -> int:
    return database.stats()["read"].in_use


@pytest.mark.parametrize("name", STATEMENTS)
async def test_a_connection_is_held_for_a_statement_only(database: Database, name: str) -> None:
    session = await database.read()

    await STATEMENTS[name](session)

    assert in_use(database) == 0


async def test_what_was_read_stays_as_it_was(database: Database) -> None:
    session = await database.read()
    first, second = await session.scalars(select(Note).order_by(Note.id))
    again = await session.get_one(Note, 1)

    assert (first.text, second.text) == ("one", "two")
    assert again is first


async def test_many_sessions_share_few_connections(database: Database) -> None:
    size = database.stats()["read"].size
    sessions = [await database.read() for _ in range(3 * size)]

    counts = [await session.scalar(select(func.count(Note.id))) for session in sessions]

    assert counts == [2] * 3 * size


@pytest.mark.parametrize("name", LONGER)
async def test_what_takes_several_steps_says_what_it_needs(database: Database, name: str) -> None:
    session = await database.read()

    with pytest.raises(InvalidRequestError, match=r"session\.keep\(\)"):
        await LONGER[name](session)

    assert in_use(database) == 0


async def test_a_connection_can_be_kept_for_several_statements(database: Database) -> None:
    session = await database.read()

    async with session.keep():
        await session.scalar(select(Note.id))
        kept = in_use(database)
        async with session.keep():
            await session.scalar(select(Note.id))
        still_kept = in_use(database)

    assert (kept, still_kept, in_use(database)) == (1, 1, 0)
    assert await session.scalar(select(func.count(Note.id))) == 2


async def test_several_statements_can_see_one_state(database: Database) -> None:
    if database.snapshot_isolation is None:
        pytest.skip("SQLite's readers have no levels of isolation")
    session = await database.read()

    async with session.keep():
        await session.connection(execution_options={"isolation_level": database.snapshot_isolation})
        before = await session.scalar(select(func.count(Note.id)))
        async with database.transaction() as writer:
            writer.add(Note(text="three"))
        during = await session.scalar(select(func.count(Note.id)))

    assert (before, during) == (2, 2)
    assert await session.scalar(select(func.count(Note.id))) == 3
    assert in_use(database) == 0


async def test_a_failed_statement_costs_neither_the_connection_nor_the_session(database: Database) -> None:
    session = await database.read()

    with pytest.raises(DBAPIError):
        await session.execute(text("SELECT nonsense"))

    assert in_use(database) == 0
    assert await session.scalar(select(func.count(Note.id))) == 2


async def test_one_session_runs_one_statement_after_another(database: Database) -> None:
    session = await database.read()

    answers = await asyncio.gather(
        *(session.scalar(select(func.count(Note.id))) for _ in range(3)), return_exceptions=True
    )

    assert answers[0] == 2
    assert [type(answer) for answer in answers[1:]] == [InvalidRequestError, InvalidRequestError]
    assert "open a session for each task" in str(answers[1])
    assert in_use(database) == 0
    assert await session.scalar(select(func.count(Note.id))) == 2


@pytest.mark.parametrize("ending", ["flush", "commit"])
async def test_a_refused_write_costs_no_connection(database: Database, ending: str) -> None:
    session = await database.read()
    session.add(Note(text="three"))

    with pytest.raises(DBAPIError):
        await getattr(session, ending)()

    assert in_use(database) == 0
    assert await session.scalar(select(func.count(Note.id))) == 2


async def test_an_attribute_is_not_loaded_behind_its_back(database: Database) -> None:
    session = await database.read()
    note = await session.get_one(Note, 1, options=[defer(Note.text)])

    with pytest.raises(InvalidRequestError, match=r"session\.keep\(\)"):
        await greenlet_spawn(getattr, note, "text")

    assert in_use(database) == 0
    async with session.keep():
        assert await greenlet_spawn(getattr, note, "text") == "one"
    assert in_use(database) == 0


async def test_a_failure_while_one_is_kept_costs_nothing_either(database: Database) -> None:
    session = await database.read()

    async def fail() -> None:
        async with session.keep():
            await session.scalar(select(Note.id))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert in_use(database) == 0
    assert await session.scalar(select(func.count(Note.id))) == 2


async def test_a_cancelled_statement_leaves_no_connection_behind(database: Database) -> None:
    session = await database.read()
    # A connection that is given up while it is made would leave a future of the driver's behind.
    await session.scalar(select(Note.id))
    slow = "SELECT pg_sleep(60)" if isinstance(database, PostgresDatabase) else SLOW["sqlite"]
    asked = asyncio.ensure_future(session.execute(text(slow)))
    await until(lambda: in_use(database) == 1)

    asked.cancel()
    await asyncio.wait({asked})
    await until(lambda: in_use(database) == 0)

    assert asked.cancelled()
    assert await session.scalar(select(func.count(Note.id))) == 2


async def test_a_reader_joins_what_a_test_will_undo(database: Database) -> None:
    async with database.rollback_only() as writer:
        writer.add(Note(text="three"))
        await writer.commit()
        reader = await database.read()

        assert await reader.scalar(select(func.count(Note.id))) == 3


@pytest.mark.parametrize("name", STATEMENTS)
async def test_one_that_was_opened_for_a_block_ends_with_it(database: Database, name: str) -> None:
    async with database.read_session() as session:
        await session.scalars(select(Note))

    with pytest.raises(InvalidRequestError, match="closed"):
        await STATEMENTS[name](session)

    assert in_use(database) == 0
