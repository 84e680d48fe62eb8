"""A pool of connections behind a gate: whoever asks first is served first, and waits are measured.

SQLAlchemy's own pool hands a free connection to whoever comes along, past those who wait; under load
some requests then take ten times as long as others.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import exc
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_

from castalia.database.failures import translate
from castalia.database.gate import Gate

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

REMEMBERED_WAITS = 1000

RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class PoolStats:
    """How busy a pool is.

    Args:
        size: The connections it may have; it never has more.
        in_use: Those that are lent out.
        waiting: How many ask for one now.
        wait_p99: The seconds that 99 of 100 recent requests waited at most.
        exhausted: Whether all have been in use for so long that whoever asked in the meantime was refused.
    """

    size: int
    in_use: int
    waiting: int
    wait_p99: float
    exhausted: bool = False


class Observer(Protocol):
    """Learns what happens in a pool and, once ``observation`` watches its engine, to the engine's statements."""

    def waited(self, seconds: float) -> None:
        """Take note of how long a connection was waited for."""

    def executed(self, seconds: float) -> None:
        """Take note of how long a statement took."""

    def failed(self, error: Exception) -> None:
        """Take note of a statement that failed, or that got no connection."""


class FairPool(AsyncAdaptedQueuePool):
    """A pool of fixed size that serves its waiters in order."""

    ping_after = 1.0
    """Seconds of idleness after which a pool that pings does so: before every use, pings would double the work."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - SQLAlchemy's business, passed on.
        super().__init__(*args, **options)
        self.observers: list[Observer] = []
        self._gate = Gate(self.size())
        self._waits: deque[float] = deque(maxlen=REMEMBERED_WAITS)
        self._lent = perf_counter()

    def stats(self) -> PoolStats:
        """Say how busy the pool is."""
        waits = sorted(self._waits) or [0.0]
        worst = waits[len(waits) * 99 // 100]
        in_use, since_lent = self.checkedout(), perf_counter() - self._lent
        exhausted = in_use >= self.size() and since_lent > self.timeout()
        return PoolStats(self.size(), in_use, waiting=self._gate.waiting, wait_p99=worst, exhausted=exhausted)

    def report(self, error: Exception) -> None:
        """Tell the observers of a request that got no connection."""
        for observer in self.observers:
            observer.failed(error)

    def connect(self) -> PoolProxiedConnection:
        """Lend a connection; what the ping of an idle one lets out of the network gets its name as elsewhere."""
        try:
            return super().connect()
        except OSError as error:
            named = translate(error)
            if named is error:
                raise
            raise named from error

    def _do_get(self) -> Any:  # noqa: ANN401 - SQLAlchemy's interface for a pool's entry names too little of it.
        self._pass_gate()
        try:
            return self._examined(super()._do_get())
        except BaseException:
            self._gate.leave()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        record.info[RETURNED] = perf_counter()
        try:
            super()._do_return_conn(record)
        finally:
            self._gate.leave()

    def _examined(self, record: Any) -> Any:  # noqa: ANN401 - See above.
        """Give up a connection that is known to be closed, and spare one that was in use just now the ping."""
        is_closed = getattr(record.driver_connection, "is_closed", None)
        if is_closed is not None and is_closed():
            record.invalidate()
        elif self._lent - record.info.get(RETURNED, 0) < self.ping_after:
            # SQLAlchemy pings no connection that is new to it.
            record.fresh = True
        return record

    def _pass_gate(self) -> None:
        waited = 0.0 if self._gate.enter_now() else self._wait()
        self._lent = perf_counter()
        self._waits.append(waited)
        for observer in self.observers:
            observer.waited(waited)

    def _wait(self) -> float:
        start = perf_counter()
        try:
            await_(self._gate.wait(self.timeout()))
        except TimeoutError:
            error = exc.TimeoutError(self._why_exhausted())
            self.report(error)
            raise error from None
        return perf_counter() - start

    def _why_exhausted(self) -> str:
        return (
            f"no connection became free within {self.timeout():g} s: all {self.size()} are in use. Either the work "
            "takes longer than the pool can bear (raise pool_size), or code that holds a session waits for a second "
            "one (pass the first on instead)"
        )
