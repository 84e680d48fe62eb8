"""What indexing tells while it runs; whoever shows it decides how."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of each stage as it begins, and of each step in it."""

    def stage(self, name: str, total: int | None) -> None:
        """Begin a stage.

        Args:
            name: What is being done, such as ``reading pages``.
            total: How many steps it has, when that is known.
        """

    def advance(self, count: int = 1) -> None:
        """Count steps of the stage as done."""


class SilentProgress:
    """Shows nothing."""

    def stage(self, name: str, total: int | None) -> None:
        """Ignore a stage."""

    def advance(self, count: int = 1) -> None:
        """Ignore steps."""
