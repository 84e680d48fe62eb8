"""Clients that ask a service without a pause, and a judge who knows what the right answers are."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

import httpx2

from benchmarks.editions import QUERIES, absent_words
from castalia.search.search import search

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from castalia.database.database import Database

    Substance = list[tuple[str, str, str]]

OK = 200
UNAVAILABLE = 503

PATIENCE = 60.0
"""Seconds that a client waits for any answer; far more than the service's own deadline."""

LONGEST = 180.0
"""Seconds within which a service that lives has recovered, and answered whoever still waits, on the busiest machine."""


class Judge:
    """Knows the answers of each edition, and which editions may answer at a moment."""

    def __init__(self) -> None:
        self._answers: dict[str, Mapping[str, Substance]] = {}
        self._live: dict[str, float] = {}

    def learn(self, edition: str, answers: Mapping[str, Substance]) -> None:
        """Take note of the answers of an edition, which is the live one.

        Raises:
            ValueError: They are those of another edition, or there are none: nothing could be told from them.
        """
        for query, answer in answers.items():
            if not answer or any(known[query] == answer for known in self._answers.values()):
                raise ValueError(f"the answer to {query!r} does not tell that it is of the {edition} edition: {answer}")
        self._answers[edition] = answers
        self._live = {edition: float("inf")}

    @asynccontextmanager
    async def swap(self, edition: str) -> AsyncIterator[None]:
        """Let both editions answer while one replaces the other.

        ``castalia index`` ends two seconds after it, so that nobody may then be answered from the former any more.
        """
        [former] = [name for name, until in self._live.items() if until == float("inf")]
        self._live[edition] = float("inf")
        yield
        if former != edition:
            self._live[former] = perf_counter()

    def is_right(self, query: str, answer: Substance, *, asked: float) -> bool:
        """Tell whether an answer is that of an edition that was live when it was asked for."""
        return any(self._answers[edition][query] == answer for edition, until in self._live.items() if asked <= until)


@dataclass
class Tally:
    """What became of requests.

    Args:
        right: The moments of the right answers.
        wrong: What was answered wrongly.
        unavailable: The moments of the answers that said to try again later.
        failed: Everything else: other statuses, broken connections.
        slowest: The seconds of the slowest answer of any kind.
        failures: The moments of all that was no right answer.
    """

    right: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unavailable: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    failures: list[float] = field(default_factory=list)

    def longest_gap(self) -> float:
        """Give the seconds of the longest time without any right answer."""
        return max((later - sooner for sooner, later in itertools.pairwise(self.right)), default=float("inf"))

    def recovery(self, since: float) -> float:
        """Give the seconds from a moment to the last failure after it."""
        return max((0.0, *(moment - since for moment in self.failures)))


class Siege:
    """Clients that ask one query after another, all at once.

    Args:
        client: What they ask through.
        judge: Who judges the answers.
        longest: The seconds after which whoever waits for a service gives it up.
    """

    def __init__(self, client: httpx2.AsyncClient, judge: Judge, *, longest: float = LONGEST) -> None:
        self.tally = Tally()
        self._client = client
        self.judge = judge
        self._longest = longest
        self._asked = zip(itertools.cycle(QUERIES), absent_words(), strict=False)
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def laid(self, clients: int) -> AsyncIterator[Tally]:
        """Let clients ask until the end of the block; nobody is left without an answer."""
        self.tally, over = Tally(), asyncio.Event()

        async def ask_on() -> None:
            while not over.is_set():
                await self._ask(*next(self._asked))

        async with asyncio.timeout(None) as limit, asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(ask_on())
            try:
                yield self.tally
            finally:
                over.set()
                limit.reschedule(asyncio.get_running_loop().time() + self._longest)

    async def more(self, count: int) -> None:
        """Wait until so many more requests have been answered rightly.

        Raises:
            TimeoutError: The service does not answer rightly any more.
        """
        goal = len(self.tally.right) + count
        try:
            async with asyncio.timeout(self._longest), self._changed:
                await self._changed.wait_for(lambda: len(self.tally.right) >= goal)
        except TimeoutError:
            failures = [*self.tally.wrong[-1:], *self.tally.failed[-1:]]
            missing = goal - len(self.tally.right)
            message = f"{missing} of {count} right answers did not come within {self._longest:g} s: {failures}"
            raise TimeoutError(message) from None

    async def _ask(self, query: str, absent: str) -> None:
        asked = perf_counter()
        try:
            answer = await self._client.get("/api/v1/search", params={"q": without(query, absent)})
        except httpx2.HTTPError as error:
            self._fail(f"{type(error).__name__}: {error}")
            # A service that takes no connections would otherwise be asked a thousand times in a second.
            await asyncio.sleep(0.05)
        else:
            await self._note(query, answer, asked=asked)
        self.tally.slowest = max(self.tally.slowest, perf_counter() - asked)

    async def _note(self, query: str, answer: httpx2.Response, *, asked: float) -> None:
        if answer.status_code == UNAVAILABLE and "Retry-After" in answer.headers:
            self.tally.unavailable.append(perf_counter())
            self.tally.failures.append(perf_counter())
        elif answer.status_code != OK:
            self._fail(f"{answer.status_code}: {answer.text[:200]}")
        elif self.judge.is_right(query, substance(answer), asked=asked):
            self.tally.right.append(perf_counter())
            async with self._changed:
                self._changed.notify_all()
        else:
            self.tally.wrong.append(f"{query}: {answer.text[:500]}")
            self.tally.failures.append(perf_counter())

    def _fail(self, reason: str) -> None:
        self.tally.failed.append(reason)
        self.tally.failures.append(perf_counter())


def without(query: str, absent: str) -> str:
    """Give the query that leaves out a word."""
    return f"{query} -{absent}"


def substance(answer: httpx2.Response) -> Substance:
    """Give what an answer says of the documentation; not how long that took."""
    return [(found["path"], found["title"], found["snippet"]) for found in answer.json()["results"]]


async def all_answers(database: Database) -> dict[str, Substance]:
    """Search for everything once, beside the service."""
    found, absent = {}, next(absent_words())
    for query in QUERIES:
        async with database.read_session() as session:
            answer = await search(session, without(query, absent))
        found[query] = [(result.path, result.title, result.snippet) for result in answer.results]
    return found
