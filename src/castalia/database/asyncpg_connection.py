"""A connection of asyncpg that takes its leave even from who is in a hurry, so that no query outlives its asker."""

from __future__ import annotations

import asyncpg


class PoliteConnection(asyncpg.Connection):
    """A connection whose closing in bounded time cannot be cut short.

    Who gives up a query is cancelled, and under anyio, on which Starlette streams, again at every step of
    tidying up. SQLAlchemy then cuts the connection off before the server has heard that the query is given
    up, and the server works on for nobody.
    """

    _takes_leave = False

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - As asyncpg has it.
        """Close, giving up a query that still runs; in bounded time if there is a bound."""
        self._takes_leave = timeout is not None
        await super().close(timeout=timeout)

    def terminate(self) -> None:
        """Cut the connection off, unless it is about to close by itself."""
        if not self._takes_leave:
            super().terminate()
