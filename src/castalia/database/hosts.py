"""Several servers come in; a connection to one of them goes out, and readers are spread over the standbys.

asyncpg tries servers in the order in which they are named: the first standby would get every reader,
and one that says nothing would use up the time of them all.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg.exceptions import TargetServerAttributeNotMatched

if TYPE_CHECKING:
    from collections.abc import Sequence

    Address = tuple[str, int]
    Attempt = tuple[Address, str]


class NoPrimaryError(Exception):
    """A standby follows no primary: what it shows may be as old as it likes."""


FAILURES = (OSError, asyncpg.PostgresError, TargetServerAttributeNotMatched, NoPrimaryError)
"""What speaks against one server and not against the next."""

MISMATCHES = (TargetServerAttributeNotMatched, NoPrimaryError)
"""What speaks against one use of a server, and not against another."""

FOLLOWS = "SELECT EXISTS (SELECT FROM pg_stat_wal_receiver)"


class WriteHosts:
    """The servers of which one can be written to.

    Args:
        addresses: Where they are, the likeliest first.
        target: What that one has to be, in the words of libpq.
    """

    def __init__(self, addresses: Sequence[Address], *, target: str) -> None:
        self._addresses = list(addresses)
        self._target = target

    async def connect(self, *, timeout: float, **options: Any) -> Any:  # noqa: ANN401, ASYNC109 - As asyncpg has it.
        """Connect to the first that can be written to, in place of ``asyncpg.connect``.

        Args:
            timeout: The seconds for all attempts together.
            options: What else ``asyncpg.connect`` takes.
        """
        attempts = [(address, self._target) for address in self._addresses]
        used, connection = await _connect_first(attempts, timeout=timeout, options=options)
        # Once the primary has moved, each further connection would wait for the old one, perhaps for long.
        self._addresses.sort(key=used.__ne__)
        return connection


class ReadHosts:
    """The servers that can be read from: the standbys in turn, and others where no standby follows a primary.

    Args:
        addresses: Those to read from.
        others: Those for when none of the former is a standby that answers.
    """

    def __init__(self, addresses: Sequence[Address], *, others: Sequence[Address] = ()) -> None:
        self._addresses = addresses
        self._others = others
        # Processes that start together must not all begin with the same server.
        self._turns = itertools.count(random.randrange(len(addresses)))  # noqa: S311 - Nothing secret.

    async def connect(self, *, timeout: float, **options: Any) -> Any:  # noqa: ANN401, ASYNC109 - As asyncpg has it.
        """Connect to the standby whose turn it is, or to what there is, in place of ``asyncpg.connect``.

        Args:
            timeout: The seconds for all attempts together.
            options: What else ``asyncpg.connect`` takes.
        """
        order = self._order()
        attempts = [(address, target) for target in ("standby", "any") for address in order]
        _, connection = await _connect_first(attempts, timeout=timeout, options=options)
        return connection

    def _order(self) -> list[Address]:
        first = self._addresses[next(self._turns) % len(self._addresses)]
        # The readers of a server that is away are shared among all that are left.
        rest = [address for address in self._addresses if address != first]
        return [first, *random.sample(rest, len(rest)), *random.sample(self._others, len(self._others))]


async def _connect_first(
    attempts: list[Attempt],
    *,
    timeout: float,  # noqa: ASYNC109 - Several attempts share it.
    options: dict[str, Any],
) -> tuple[Address, Any]:
    """Make the first attempt that succeeds; the servers that are left share the time that is left.

    Raises:
        ConnectionError: None succeeds; the text says why not, server by server.
    """
    loop, failures = asyncio.get_running_loop(), dict[str, Exception]()
    deadline = loop.time() + timeout
    while attempts:
        share = (deadline - loop.time()) / len({address for address, _ in attempts})
        address, target = attempts[0]
        place = {"host": address[0], "port": address[1], "target_session_attrs": target, "timeout": share}
        try:
            return address, await _connect(place, options)
        except FAILURES as error:
            failures["{}:{}".format(*address)] = error
            # A server that answers may do as something else; one that fails would only fail again.
            answers = isinstance(error, MISMATCHES)
            attempts = [later for later in attempts[1:] if answers or later[0] != address]
    raise ConnectionError("; ".join(f"{name}: {_reason(error)}" for name, error in failures.items()))


async def _connect(place: dict[str, Any], options: dict[str, Any]) -> Any:  # noqa: ANN401 - As asyncpg has it.
    connection = await asyncpg.connect(**options | place)
    if place["target_session_attrs"] != "standby":
        return connection
    try:
        # A standby whose primary was replaced may be left behind: it answers as ever, and what is new it never hears.
        if await connection.fetchval(FOLLOWS, timeout=place["timeout"]):
            return connection
    except BaseException:
        connection.terminate()
        raise
    await connection.close(timeout=place["timeout"])
    raise NoPrimaryError("it follows no primary")


def _reason(error: Exception) -> str:
    if isinstance(error, TargetServerAttributeNotMatched):
        return "it cannot be written to"
    return str(error) or "no answer in time"
