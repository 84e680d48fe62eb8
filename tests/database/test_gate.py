"""A place is never lost, whoever gives up and whenever."""

from __future__ import annotations

import asyncio

import pytest

from castalia.database.gate import Gate

pytestmark = pytest.mark.anyio

LONG = 60.0


async def in_line(gate: Gate, count: int) -> list[asyncio.Task[None]]:
    """Let some wait, in order."""
    tasks = [asyncio.ensure_future(gate.wait(LONG)) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


async def test_a_free_place_is_given_at_once() -> None:
    gate = Gate(2)

    assert [gate.enter_now() for _ in range(3)] == [True, True, False]


async def test_a_place_goes_to_whoever_has_waited_longest() -> None:
    gate = Gate(1)
    gate.enter_now()
    first, second = await in_line(gate, 2)

    gate.leave()
    await first

    assert not second.done()
    assert gate.waiting == 1
    second.cancel()


async def test_a_newcomer_does_not_pass_the_line() -> None:
    gate = Gate(1)
    gate.enter_now()
    (first,) = await in_line(gate, 1)

    gate.leave()

    assert not gate.enter_now()
    await first


async def test_who_is_cancelled_is_passed_over() -> None:
    gate = Gate(1)
    gate.enter_now()
    first, second = await in_line(gate, 2)
    first.cancel()
    await asyncio.sleep(0)

    gate.leave()
    await second

    assert gate.waiting == 0


async def test_a_place_that_comes_at_the_moment_of_giving_up_goes_to_the_next() -> None:
    gate = Gate(1)
    gate.enter_now()
    first, second = await in_line(gate, 2)

    gate.leave()
    first.cancel()
    await second

    gate.leave()
    assert gate.enter_now()


async def test_who_waits_too_long_is_told_and_costs_no_place() -> None:
    gate = Gate(1)
    gate.enter_now()

    with pytest.raises(TimeoutError):
        await gate.wait(0.001)

    assert gate.waiting == 0
    gate.leave()
    assert gate.enter_now()
