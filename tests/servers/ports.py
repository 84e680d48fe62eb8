"""Ports for servers that tests start on one they chose before."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress

UNASSIGNED = range(20_000, 32_000)
"""Ports that systems give to nobody who asks for any: theirs begin at 32,768 or above."""


def free_port() -> int:
    """Give a port that nobody listens on, and that no connection will have taken before a server starts on it."""
    while True:
        port = secrets.choice(UNASSIGNED)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
