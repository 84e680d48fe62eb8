"""A running service is asked without a pause while its database fails: no answer may be wrong, and none missing."""

from __future__ import annotations

import asyncio
import os
from time import perf_counter
from typing import TYPE_CHECKING

import httpx2
import pytest

from benchmarks.editions import QUERIES
from benchmarks.faults import FAULTS, endure, restart, swap, table
from benchmarks.siege import Judge, Siege
from benchmarks.stages import alone, on_a_small_disk, set_up

if TYPE_CHECKING:
    from benchmarks.faults import Fault, Outcome
    from benchmarks.siege import Substance
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

RECOVERY = 10.0
"""Seconds, far more than it takes, so that a busy machine fails no test."""


def assert_endured(outcome: Outcome) -> None:
    assert outcome.tally.wrong == []
    assert outcome.tally.failed == []
    assert outcome.tally.right
    assert outcome.tally.recovery(outcome.over) < RECOVERY
    assert outcome.round_trips >= len(outcome.tally.right)


async def test_searches_endure_a_restart_and_see_each_index_whole(postgres_server: PostgresServer) -> None:
    async with set_up(alone, postgres_server.binaries) as stage:
        chosen = [fault for fault in FAULTS if fault.happen in {restart, swap}]
        outcomes = [await endure(stage, fault, clients=4, seconds=0) for fault in chosen]

    restarted, swapped = outcomes
    assert_endured(restarted)
    assert_endured(swapped)
    assert swapped.tally.unavailable == []
    assert [line.count("|") for line in table(outcomes).splitlines()] == [10, 10, 10, 10]


@pytest.mark.soak
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_searches_endure_every_fault_for_long(fault: Fault, postgres_server: PostgresServer) -> None:
    if fault.place is on_a_small_disk and os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    async with set_up(fault.place, postgres_server.binaries) as stage:
        assert_endured(await endure(stage, fault, seconds=60))


def answers(edition: str) -> dict[str, Substance]:
    return {query: [("page.html", query, f"the {edition} edition")] for query in QUERIES}


async def test_an_answer_of_a_replaced_edition_is_right_only_if_asked_for_in_time() -> None:
    judge, query = Judge(), QUERIES[0]
    for edition in ("later", "earlier"):
        judge.learn(edition, answers(edition))
    later, earlier = (answers(edition)[query] for edition in ("later", "earlier"))
    begun = perf_counter()

    assert [judge.is_right(query, answer, asked=begun) for answer in (earlier, later)] == [True, False]
    async with judge.swap("later"):
        assert [judge.is_right(query, answer, asked=begun) for answer in (earlier, later)] == [True, True]
    much_later = perf_counter() + 60
    assert [judge.is_right(query, answer, asked=much_later) for answer in (earlier, later)] == [False, True]
    assert not judge.is_right(query, [*earlier, *later], asked=begun)


def test_editions_that_answer_alike_are_no_evidence() -> None:
    judge = Judge()
    judge.learn("earlier", answers("same"))

    with pytest.raises(ValueError, match="does not tell that it is of the later edition"):
        judge.learn("later", answers("same"))


async def test_what_is_wrong_unavailable_or_broken_is_told_apart() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        number = QUERIES.index(request.url.params["q"].partition(" -")[0])
        if number == 1:
            return httpx2.Response(503, headers={"Retry-After": "5"})
        if number == 2:
            return httpx2.Response(500, text="a traceback")
        if number == 3:
            raise httpx2.ConnectError("refused")
        edition = "later" if number == 0 else "earlier"
        [(path, title, snippet)] = answers(edition)[QUERIES[number]]
        return httpx2.Response(200, json={"results": [{"path": path, "title": title, "snippet": snippet}]})

    judge = Judge()
    judge.learn("earlier", answers("earlier"))
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://test") as client:
        siege = Siege(client, judge)
        async with siege.laid(1) as tally:
            await siege.more(2)

    assert {reason.partition(":")[0] for reason in tally.wrong} == {QUERIES[0]}
    assert set(tally.failed) == {"500: a traceback", "ConnectError: refused"}
    assert len(tally.failures) == len(tally.wrong) + len(tally.unavailable) + len(tally.failed)


async def test_no_query_is_asked_twice() -> None:
    asked: list[str] = []

    async def answer(request: httpx2.Request) -> httpx2.Response:
        # Whoever waits for an answer lets the others go on, which an answer without any waiting would not.
        await asyncio.sleep(0)
        asked.append(request.url.params["q"])
        [(path, title, snippet)] = answers("earlier")[asked[-1].partition(" -")[0]]
        return httpx2.Response(200, json={"results": [{"path": path, "title": title, "snippet": snippet}]})

    judge = Judge()
    judge.learn("earlier", answers("earlier"))
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://test") as client:
        siege = Siege(client, judge)
        async with siege.laid(2):
            await siege.more(3 * len(QUERIES))

    assert len(asked) >= 3 * len(QUERIES)
    assert len(set(asked)) == len(asked)


async def test_a_service_that_is_gone_is_given_up() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://test") as client:
        siege = Siege(client, Judge(), longest=0.2)
        with pytest.raises(ExceptionGroup) as raised:
            async with siege.laid(1):
                await siege.more(1)

    [error] = raised.value.exceptions
    assert "1 of 1 right answers did not come within 0.2 s: ['ConnectError: refused']" in str(error)


async def test_an_answer_that_never_comes_is_not_waited_for_without_end() -> None:
    asked = asyncio.Event()

    async def answer(_: httpx2.Request) -> httpx2.Response:
        asked.set()
        return await asyncio.Future()

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://test") as client:
        with pytest.raises(TimeoutError):
            async with Siege(client, Judge(), longest=0.2).laid(1):
                await asked.wait()
