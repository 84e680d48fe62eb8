"""Tests of the service, to copy: a real database, and nothing of one test is left for the next."""

from __future__ import annotations

from collections.abc import AsyncIterator  # noqa: TC003 - One block of imports is simpler to copy.

import httpx2
import pytest
from notes import Note, app, db, lifespan
from sqlalchemy import select

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as SQLAlchemy's drivers do."""
    return "asyncio"


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    """Ask the service; what the requests commit is undone afterwards."""
    transport = httpx2.ASGITransport(app=app)
    async with (
        lifespan(app),
        db.rollback_only(),
        httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@pytest.mark.parametrize("attempt", [1, 2])
async def test_each_test_begins_without_notes(client: httpx2.AsyncClient, attempt: int) -> None:
    """Both runs commit the same number, so neither saw the other's."""
    added = await client.post("/notes", json={"text": f"attempt {attempt}"})

    assert added.status_code == 201
    assert (await client.get("/notes")).json() == [{"number": 1, "text": f"attempt {attempt}"}]


async def test_a_note_can_be_replaced_exported_and_removed(client: httpx2.AsyncClient) -> None:
    """The three dependencies, and a stream, see one another's work."""
    await client.post("/notes", json={"text": "first"})
    replaced = await client.put("/notes/1", json={"text": "second"})
    exported = await client.get("/notes.txt")
    removed = await client.delete("/notes/1")

    assert replaced.json() == {"number": 1, "text": "second"}
    assert exported.text == "1\tsecond\n"
    assert removed.status_code == 204
    assert (await client.get("/notes")).json() == []


async def test_a_note_that_is_not_there_is_a_404(client: httpx2.AsyncClient) -> None:
    """What a handler raises is the answer, and the transaction is rolled back."""
    assert (await client.put("/notes/7", json={"text": "lost"})).status_code == 404


async def test_a_dependency_can_be_replaced(client: httpx2.AsyncClient) -> None:
    """A route that only reads needs no database in a test of its own."""

    class Nothing:
        async def execute(self, _: object) -> Nothing:
            return self

        def all(self) -> list[Note]:
            return [Note(number=5, text="from nowhere")]

    app.dependency_overrides[db.read] = Nothing
    try:
        answer = await client.get("/notes")
    finally:
        app.dependency_overrides.clear()

    assert answer.json() == [{"number": 5, "text": "from nowhere"}]


async def test_the_tables_are_seen_by_the_test_itself() -> None:
    """A test may look into the database beside the service."""
    async with lifespan(app), db.rollback_only() as session:
        session.add(Note(number=1, text="by hand"))
        await session.commit()

        assert list(await session.scalars(select(Note.text))) == ["by hand"]
