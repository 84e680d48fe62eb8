"""A number of places comes in; whoever asks for one waits in line, first come, first served.

A free place is given without a task switch, which ``asyncio.Semaphore`` cannot do for SQLAlchemy's synchronous pool.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Gate:
    """A fixed number of places.

    Args:
        places: How many there are.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._line: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait in line."""
        return len(self._line)

    def enter_now(self) -> bool:
        """Take a place if one is free; while there is a line, none is."""
        if self._free == 0:
            return False
        self._free -= 1
        return True

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 - The line must be left when it is over.
        """Wait in line for a place that somebody leaves.

        Raises:
            TimeoutError: Nobody left one in time.
        """
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._line.append(turn)
        # Cheaper than asyncio.timeout, which would be as much work as the rest of the wait.
        limit = loop.call_later(timeout, _give_up, turn)
        try:
            await turn
        except BaseException:
            if turn in self._line:
                self._line.remove(turn)
            elif not turn.cancelled():
                # The place came at the moment of giving up; it goes to the next.
                self.leave()
            raise
        finally:
            limit.cancel()

    def send_away(self) -> None:
        """Tell all who wait, by a ``TimeoutError``, that their turn will not come."""
        for turn in self._line:
            _give_up(turn)

    def leave(self) -> None:
        """Give a place up, to whoever has waited longest."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _give_up(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_exception(TimeoutError())
