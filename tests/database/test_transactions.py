"""Work outside of requests: transactions, attempts, streams, and what a test leaves behind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest
from asyncpg import PostgresError
from sqlalchemy import Integer, cast, event, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from castalia.database.failures import ErrorKind, classify
from tests.database.application import application
from tests.database.notes import Note, create_notes, texts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

WRITERS = 30


@pytest.fixture(autouse=True)
async def table(database: Database) -> None:
    await create_notes(database)


class CodedError(Exception):
    """A driver's exception with a SQLSTATE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.sqlstate = code


def failure(code: str) -> DBAPIError:
    return DBAPIError("UPDATE", {}, CodedError(code))


class Attempts:
    """Work that fails before it succeeds.

    Args:
        failures: What each attempt raises; the one after them succeeds.
    """

    def __init__(self, *failures: Exception) -> None:
        self.made = 0
        self._failures = list(failures)

    async def __call__(self, session: AsyncSession) -> int:
        """Add a note, then fail if this attempt is to."""
        self.made += 1
        session.add(Note(text=f"attempt {self.made}"))
        await session.flush()
        if self._failures:
            raise self._failures.pop(0)
        return self.made


async def test_a_transaction_is_committed_at_its_end(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Note(text="kept"))

    assert await texts(database) == ["kept"]


async def test_a_cancelled_transaction_is_rolled_back(database: Database) -> None:
    started = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as session:
            session.add(Note(text="lost"))
            await session.flush()
            started.set()
            await asyncio.Event().wait()

    task = asyncio.ensure_future(work())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await texts(database) == []
    assert database.stats()["write"].in_use == 0


async def test_what_was_committed_can_be_read_afterwards(database: Database) -> None:
    async with database.session() as session:
        note = Note(text="kept")
        session.add(note)
        await session.commit()

        assert note.text == "kept"


async def test_a_conflict_is_tried_again_from_the_start(database: Database) -> None:
    work = Attempts(failure("40001"), failure("40P01"))

    assert await database.run_tx(work) == 3
    assert await texts(database) == ["attempt 3"]


async def test_a_lost_connection_is_tried_again_before_the_commit(database: Database) -> None:
    assert await database.run_tx(Attempts(ConnectionResetError())) == 2


async def test_attempts_end(database: Database) -> None:
    work = Attempts(*(failure("40001") for _ in range(9)))

    with pytest.raises(DBAPIError):
        await database.run_tx(work, attempts=2)

    assert work.made == 2


@pytest.mark.parametrize("error", [failure("23505"), failure("57014"), LookupError()], ids=repr)
async def test_other_failures_are_not_tried_again(database: Database, error: Exception) -> None:
    work = Attempts(error)

    with pytest.raises(type(error)):
        await database.run_tx(work)

    assert work.made == 1


async def test_a_violation_that_only_the_commit_finds_is_not_tried_again(database: Database) -> None:
    made = 0

    async def work(session: AsyncSession) -> None:
        nonlocal made
        made += 1
        session.add(Note(text="answer to nothing", answers=99))

    with pytest.raises(IntegrityError):
        await database.run_tx(work)

    assert made == 1


async def test_a_connection_lost_during_the_commit_is_not_tried_again(database: Database) -> None:
    made = 0

    def lose(_session: Session) -> None:
        raise ConnectionResetError

    async def work(session: AsyncSession) -> None:
        nonlocal made
        made += 1
        event.listen(session.sync_session, "before_commit", lose)

    with pytest.raises(ConnectionResetError):
        await database.run_tx(work)

    assert made == 1


async def test_serializable_transactions_lose_nothing_on_either_database(database: Database) -> None:
    async def number(session: AsyncSession) -> None:
        highest = await session.scalar(select(func.max(Note.id)))
        session.add(Note(id=(highest or 0) + 1, text="numbered"))

    await asyncio.gather(*(database.run_tx(number, isolation="SERIALIZABLE", attempts=100) for _ in range(WRITERS)))

    assert len(await texts(database)) == WRITERS


async def test_each_serializable_transaction_takes_a_number_of_its_own(database: Database) -> None:
    async def number(session: AsyncSession) -> None:
        highest = await session.scalar(select(func.max(cast(Note.text, Integer))))
        session.add(Note(text=str((highest or 0) + 1)))

    await asyncio.gather(*(database.run_tx(number, isolation="SERIALIZABLE", attempts=100) for _ in range(WRITERS)))

    assert sorted(map(int, await texts(database))) == list(range(1, WRITERS + 1))


async def test_many_rows_are_streamed(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(insert(Note), [{"text": f"{number:04}"} for number in range(1200)])

    streamed = [row.text async for row in database.stream(select(Note.text).order_by(Note.id), yield_per=100)]

    assert streamed == [f"{number:04}" for number in range(1200)]
    assert database.stats()["read"].in_use == 0


async def test_a_stream_cannot_write(database: Database) -> None:
    statement = insert(Note).values(text="refused").returning(Note.text)

    # SQLAlchemy lets the driver's own exceptions out of a cursor on the server.
    with pytest.raises((DBAPIError, PostgresError)) as caught:
        _ = [row async for row in database.stream(statement)]  # type: ignore[arg-type]  # The mistake under test.

    assert classify(caught.value) is ErrorKind.READ_ONLY


async def test_a_closed_session_stays_closed(database: Database) -> None:
    async with database.session() as session:
        await session.execute(text("SELECT 1"))

    with pytest.raises(Exception, match="closed"):
        await session.execute(text("SELECT 1"))

    assert database.stats()["write"].in_use == 0


async def test_nothing_is_left_of_what_is_done_while_rolling_back_only(database: Database) -> None:
    app = application(database)
    transport = httpx2.ASGITransport(app=app)
    async with database.rollback_only() as session, httpx2.AsyncClient(transport=transport, base_url="http://t") as web:
        session.add(Note(text="arranged"))
        await session.commit()
        for path in ("/tx", "/session/commit", "/session", "/tx/refused"):
            await web.post(path)
        await database.run_tx(Attempts(), isolation="SERIALIZABLE")

        during = (await web.get("/read")).json()

    assert during == ["arranged", "kept", "kept", "attempt 1"]
    assert await texts(database) == []
