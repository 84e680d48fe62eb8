"""What came of indexing a source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """What was indexed.

    Args:
        project: The project's key.
        version: The version's key.
        release: The full release.
        pages: How many pages can be read.
        sections: How many sections and definitions can be found.
        symbols: How many names the documentation declares.
        size: How many bytes it takes in the database.
        seconds: How long it took.
        unchanged: Whether the index already held just this, so that nothing was written.
        failures: For each page that could not be read, what was wrong.
    """

    project: str
    version: str
    release: str
    pages: int
    sections: int
    symbols: int
    size: int
    seconds: float
    unchanged: bool
    failures: tuple[str, ...]
