"""Who asks comes in; whether it may, and how much is left to it, goes out.

This is the generic cell rate algorithm: of each client one number is kept, the moment at which it will
have its whole allowance again. Nothing has to run in the background, and nobody gains by waiting for a
new minute to begin.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW = 60.0
"""Seconds in which a client may use its whole allowance."""

MOST_CLIENTS = 50_000
"""So many are remembered, about 10 MB; beyond that those are forgotten who asked longest ago."""

HOME_NETWORK = 64
"""The bits that all IPv6 addresses of one customer have in common."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client may still do.

    Args:
        granted: Whether this request may pass.
        limit: The requests a minute.
        remaining: How many may follow at once.
        reset: Seconds until the allowance is whole again.
        retry_after: Seconds until the next request would pass; zero when it may follow at once.
    """

    granted: bool
    limit: int
    remaining: int
    reset: int
    retry_after: int

    @property
    def headers(self) -> dict[str, str]:
        """Give it as headers, in the names of the IETF's draft."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={WINDOW:g}",
        }


class RateLimit:
    """A limit on what each client may ask of this process.

    Args:
        limit: Requests a minute; zero for no limit.
        clock: Gives the time in seconds.
        most_clients: How many are remembered.
    """

    def __init__(
        self, limit: int = 0, *, clock: Callable[[], float] = monotonic, most_clients: int = MOST_CLIENTS
    ) -> None:
        self.limit = limit
        self._clock = clock
        self._most_clients = most_clients
        self._whole_again: OrderedDict[str, float] = OrderedDict()

    def ask(self, client: str) -> Allowance:
        """Count a request of a client, unless it is one too many."""
        now, cost = self._clock(), WINDOW / self.limit
        before = max(now, self._whole_again.get(client, now))
        after = before + cost
        granted = after - now <= WINDOW + cost / 1000  # Sums of floating-point numbers are a little off.
        if granted:
            self._remember(client, after)
        used = (after if granted else before) - now
        left = WINDOW - used
        remaining = max(0, math.floor(left / cost + 0.001))
        retry_after = 0 if remaining else math.ceil(cost - left)
        return Allowance(granted, self.limit, remaining, reset=math.ceil(used), retry_after=max(retry_after, 0))

    def _remember(self, client: str, moment: float) -> None:
        self._whole_again[client] = moment
        self._whole_again.move_to_end(client)
        while len(self._whole_again) > self._most_clients:
            self._whole_again.popitem(last=False)


def client_key(host: str) -> str:
    """Give what is one client to the limit: an address, or the network in which a customer may take any.

    >>> client_key("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host[:100]
    if not isinstance(address, IPv6Address):
        return host
    mapped = address.ipv4_mapped
    network = int(address) >> HOME_NETWORK << HOME_NETWORK
    return str(mapped) if mapped else str(ip_network((network, HOME_NETWORK)))
