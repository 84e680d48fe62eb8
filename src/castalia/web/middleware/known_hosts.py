"""A ``Host`` or ``Origin`` that a client sent comes in; whether this service is really reached under it goes out.

A page elsewhere can make a browser ask this service under a name of its own (DNS rebinding), and a request can
claim any name. An address of numbers cannot be rebound, so it needs no permission; a name does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation of ``origin_of``.

AUTHORITY = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(?::[0-9]{1,5})?", re.ASCII)

MISDIRECTED = 421


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """The names under which this service is reached.

    Args:
        names: Those that the setting ``ALLOWED_HOSTS`` gives; ``localhost`` and addresses of numbers go without saying.
    """

    names: frozenset[str] = frozenset()

    def admits(self, host: str) -> bool:
        """Tell whether a ``Host`` is ours, with or without a port."""
        match = AUTHORITY.fullmatch(host)
        name = match["name"].strip("[]").lower().removesuffix(".") if match else ""
        return name == "localhost" or name.endswith(".localhost") or name in self.names or is_number(name)

    def admits_origin(self, origin: str) -> bool:
        """Tell whether a page of this origin is one of ours."""
        scheme, separator, host = origin.partition("://")
        return bool(separator) and scheme in {"http", "https"} and self.admits(host)


def is_number(name: str) -> bool:
    """Tell whether a host is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def known_hosts(request: Request) -> KnownHosts:
    """Give the hosts of the running service; only those that go without saying while it has not started."""
    hosts = getattr(request.app.state, "known_hosts", None)
    return hosts if isinstance(hosts, KnownHosts) else KnownHosts()


def origin_of(request: Request) -> str:
    """Give scheme and host of the address that was asked for, when the host is ours; a dependency.

    Raises:
        HTTPException: It is not known to be.
    """
    host = request.headers.get("Host", "")
    if not known_hosts(request).admits(host):
        raise HTTPException(MISDIRECTED, refusal(host))
    return f"{request.url.scheme}://{urlsplit(f'//{host}').netloc}"


def refusal(host: str) -> str:
    """Say that a host is not known, and what to do about it."""
    return f"This service does not know the host {host[:100]!r}. If it is reached under it, name it in ALLOWED_HOSTS."
