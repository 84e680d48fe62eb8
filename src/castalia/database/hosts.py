"""Several servers come in; a connection to one of them goes out, and readers are spread over the standbys.

asyncpg tries servers in the order in which they are named: the first standby would get every reader,
and one that says nothing would use up the time of them all.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from time import monotonic
from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg.exceptions import TargetServerAttributeNotMatched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Address = tuple[str, int]
    Attempt = tuple[Address, str]


class NoPrimaryError(Exception):
    """A standby follows no primary: what it shows may be as old as it likes."""


FAILURES = (OSError, asyncpg.PostgresError, TargetServerAttributeNotMatched, NoPrimaryError)
"""What speaks against one server and not against the next."""

MISMATCHES = (TargetServerAttributeNotMatched, NoPrimaryError)
"""What speaks against one use of a server, and not against another."""

FOLLOWS = "SELECT EXISTS (SELECT FROM pg_stat_wal_receiver)"

HEARING = 0.5
"""Seconds after which a server that has been asked and has not answered counts as silent."""

SUSPECT = 4
"""Who was silent when it was last asked has so many times less time, as long as there are others."""


class Silence:
    """Remembers which servers were asked and have not answered, be it that whoever asked went away before.

    A server whose machine is gone refuses nothing: each attempt would wait for it anew.

    Args:
        lasting: Seconds for which a silent server is asked after all the others.
        clock: Tells the time in seconds.
    """

    def __init__(self, lasting: float, *, clock: Callable[[], float] = monotonic) -> None:
        self._lasting = lasting
        self._clock = clock
        self._first: dict[Address, float] = {}
        self._last: dict[Address, float] = {}

    def ask(self, address: Address) -> None:
        """Note that a server is asked."""
        self._last[address] = self._clock()
        self._first.setdefault(address, self._last[address])

    def hear(self, address: Address) -> None:
        """Note that it answered, whatever it said."""
        self._first.pop(address, None)

    def of(self, address: Address) -> bool:
        """Tell whether a server has not answered since it was asked."""
        return self._clock() - self._first.get(address, self._clock()) > HEARING

    def spared(self, address: Address) -> bool:
        """Tell whether a server is silent and was asked not long ago."""
        return self.of(address) and self._clock() - self._last[address] < self._lasting


class WriteHosts:
    """The servers of which one can be written to.

    Args:
        addresses: Where they are, the likeliest first.
        target: What that one has to be, in the words of libpq.
        recycle: Seconds for which a silent server is asked last.
    """

    def __init__(self, addresses: Sequence[Address], *, target: str, recycle: float) -> None:
        self._addresses = list(addresses)
        self._target = target
        self._silence = Silence(recycle)

    async def connect(self, *, timeout: float, **options: Any) -> Any:  # noqa: ANN401, ASYNC109 - As asyncpg has it.
        """Connect to the first that can be written to, in place of ``asyncpg.connect``.

        Args:
            timeout: The seconds for all attempts together.
            options: What else ``asyncpg.connect`` takes.
        """
        attempts = [(address, self._target) for address in sorted(self._addresses, key=self._silence.spared)]
        used, connection = await _connect_first(attempts, silence=self._silence, timeout=timeout, options=options)
        # Once the primary has moved, each further connection would wait for the old one, perhaps for long.
        self._addresses.sort(key=used.__ne__)
        return connection


class ReadHosts:
    """The servers that can be read from: the standbys in turn, and others where no standby follows a primary.

    Args:
        addresses: Those to read from.
        others: Those for when none of the former is a standby that answers.
        recycle: Seconds for which a silent server is asked last.
    """

    def __init__(self, addresses: Sequence[Address], *, others: Sequence[Address] = (), recycle: float) -> None:
        self._addresses = addresses
        self._others = others
        self._silence = Silence(recycle)
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
        # A primary that answers before a standby that does not.
        attempts.sort(key=lambda attempt: self._silence.spared(attempt[0]))
        _, connection = await _connect_first(attempts, silence=self._silence, timeout=timeout, options=options)
        return connection

    def _order(self) -> list[Address]:
        rounds, turn = divmod(next(self._turns), len(self._addresses))
        first = self._addresses[turn]
        rest = [address for address in self._addresses if address != first]
        # The readers of a server that is away, or is the primary, are shared evenly among all that are left.
        place = rounds % len(rest) if rest else 0
        return [first, *rest[place:], *rest[:place], *random.sample(self._others, len(self._others))]


async def _connect_first(
    attempts: list[Attempt],
    *,
    silence: Silence,
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
        address, target = attempts[0]
        left = {other for other, _ in attempts}
        share = (deadline - loop.time()) / len(left)
        if silence.of(address) and not all(map(silence.of, left)):
            share /= SUSPECT
        place = {"host": address[0], "port": address[1], "target_session_attrs": target, "timeout": share}
        silence.ask(address)
        try:
            async with asyncio.timeout(share):
                connection = await _connect(place, options)
        except FAILURES as error:
            if not isinstance(error, TimeoutError):
                silence.hear(address)
            failures["{}:{}".format(*address)] = error
            # A server that answers may do as something else; one that fails would only fail again.
            answers = isinstance(error, MISMATCHES)
            attempts = [later for later in attempts[1:] if answers or later[0] != address]
        else:
            silence.hear(address)
            return address, connection
    raise ConnectionError("; ".join(f"{name}: {_reason(error)}" for name, error in failures.items()))


async def _connect(place: dict[str, Any], options: dict[str, Any]) -> Any:  # noqa: ANN401 - As asyncpg has it.
    connection = await asyncpg.connect(**options | place)
    if place["target_session_attrs"] != "standby":
        return connection
    try:
        # A standby whose primary was replaced may be left behind: it answers as ever, and what is new it never hears.
        if await connection.fetchval(FOLLOWS):
            return connection
        await connection.close()
    except BaseException:
        connection.terminate()
        raise
    raise NoPrimaryError("it follows no primary")


def _reason(error: Exception) -> str:
    if isinstance(error, TargetServerAttributeNotMatched):
        return "it cannot be written to"
    return str(error) or "no answer in time"
