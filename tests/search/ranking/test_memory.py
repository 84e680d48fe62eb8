"""What is remembered of a database is bounded, and what was asked for last stays."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from castalia.search.ranking.memory import Memory, WholeMemory

pytestmark = pytest.mark.anyio


@pytest.fixture
def session() -> AsyncSession:
    return AsyncSession(create_async_engine("sqlite+aiosqlite://"))


def test_what_was_asked_for_longest_ago_is_forgotten_first(session: AsyncSession) -> None:
    memory = Memory[str](2)
    memory.put(session, "tea", "green")
    memory.put(session, "pot", "iron")
    memory.get(session, "tea")
    memory.put(session, "cup", "white")

    assert [memory.get(session, key) for key in ("tea", "pot", "cup")] == ["green", None, "white"]


def test_the_bound_is_that_of_all_sizes_together(session: AsyncSession) -> None:
    memory = Memory[str](10, len)
    memory.put(session, "long", "a" * 8)
    memory.put(session, "long", "b" * 4)
    memory.put(session, "short", "c" * 6)
    assert memory.get(session, "long") == "b" * 4

    memory.put(session, "more", "d")
    assert [memory.get(session, key) for key in ("long", "short", "more")] == ["b" * 4, None, "d"]


def test_what_is_too_large_for_the_bound_is_remembered_alone(session: AsyncSession) -> None:
    memory = Memory[str](3, len)
    memory.put(session, "small", "a")
    memory.put(session, "large", "b" * 9)

    assert [memory.get(session, key) for key in ("small", "large")] == [None, "b" * 9]


def test_databases_do_not_see_each_others_memories(session: AsyncSession) -> None:
    memory = Memory[str](2)
    memory.put(session, "tea", "green")
    other = create_async_engine("sqlite+aiosqlite://")

    assert memory.get(AsyncSession(other), "tea") is None
    assert memory.of(session.get_bind(), "tea") == "green"


async def test_what_is_asked_for_often_enough_is_read_once(session: AsyncSession) -> None:
    memory = WholeMemory[str](10, len)
    read: list[str] = []

    async def fill() -> str:
        assert await memory.get(session, "pot", fill, again=2) is None, "Whoever asks meanwhile does not wait."
        read.append("pot")
        return "tea"

    assert [await memory.get(session, "pot", fill, again=2) for _ in range(4)] == [None, None, "tea", "tea"]
    assert read == ["pot"]


async def test_what_could_not_be_read_is_read_by_the_next(session: AsyncSession) -> None:
    memory = WholeMemory[str](10, len)

    async def spill() -> str:
        raise ConnectionResetError

    async def fill() -> str:
        return "tea"

    with pytest.raises(ConnectionResetError):
        await memory.get(session, "pot", spill, again=0)
    assert await memory.get(session, "pot", fill, again=0) == "tea"


async def test_what_finds_no_room_is_read_less_and_less_often(session: AsyncSession) -> None:
    memory = WholeMemory[str](3, len)
    read: list[str] = []

    async def fill() -> str:
        read.append("tea")
        return "tea"

    for _ in range(20):
        for pot in ("first", "second"):
            await memory.get(session, pot, fill, again=1)

    assert len(read) == 2 * 2
