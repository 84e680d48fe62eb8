"""A pool of connections behind a gate: whoever asks first is served first, and waits are measured.

SQLAlchemy's own pool hands a free connection to whoever comes along, past those who wait; under load
some requests then take ten times as long as others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

REMEMBERED_WAITS = 1000


@dataclass(frozen=True, slots=True)
class PoolStats:
    """How busy a pool is.

    Args:
        size: The connections it may have; it never has more.
        in_use: Those that are lent out.
        waiting: How many ask for one now.
        wait_p99: The seconds that 99 of 100 recent requests waited at most.
    """

    size: int
    in_use: int
    waiting: int
    wait_p99: float


class FairPool(AsyncAdaptedQueuePool):
    """A pool of fixed size that serves its waiters in order."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - SQLAlchemy's business, passed on.
        super().__init__(*args, **options)
        self._gate = asyncio.Semaphore(self.size())
        self._waiting = 0
        self._waits: deque[float] = deque(maxlen=REMEMBERED_WAITS)

    def stats(self) -> PoolStats:
        """Say how busy the pool is."""
        waits = sorted(self._waits) or [0.0]
        worst = waits[len(waits) * 99 // 100]
        return PoolStats(size=self.size(), in_use=self.checkedout(), waiting=self._waiting, wait_p99=worst)

    def _do_get(self) -> ConnectionPoolEntry:
        await_(self._pass_gate())
        try:
            return super()._do_get()
        except BaseException:
            self._gate.release()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        try:
            super()._do_return_conn(record)
        finally:
            self._gate.release()

    async def _pass_gate(self) -> None:
        start = perf_counter()
        self._waiting += 1
        try:
            async with asyncio.timeout(self.timeout()):
                await self._gate.acquire()
        except TimeoutError:
            raise exc.TimeoutError(self._why_exhausted()) from None
        finally:
            self._waiting -= 1
        self._waits.append(perf_counter() - start)

    def _why_exhausted(self) -> str:
        return (
            f"no connection became free within {self.timeout():g} s: all {self.size()} are in use. Either the work "
            "takes longer than the pool can bear (raise pool_size), or code that holds a session waits for a second "
            "one (pass the first on instead)"
        )
