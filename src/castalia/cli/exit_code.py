"""The exit codes, which scripts may rely on."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a finished command says to its caller."""

    DONE = 0
    NOTHING_FOUND = 1
    USAGE = 2
    FAILURE = 3


MEANINGS = (
    "0 found or done, 1 nothing found, 2 the command was used wrongly, "
    "3 it failed: no index, documentation that cannot be obtained, a database that does not answer"
)
