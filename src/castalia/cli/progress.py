"""How far indexing has come: a bar on a terminal, a few plain lines in a log."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from castalia.indexing.progress import SilentProgress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.progress import TaskID

    from castalia.indexing.progress import Progress

STEPS = 4
"""How often a stage speaks in a log: at each quarter."""


class BarProgress:
    """Shows a bar for each stage.

    Args:
        bars: The bars on the terminal, already started.
    """

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.current: TaskID | None = None

    def stage(self, name: str, total: int | None) -> None:
        """Complete the bar before and begin the next; one without a total only shows that something happens."""
        self.finish()
        self.current = self.bars.add_task(name, total=total)

    def advance(self, count: int = 1) -> None:
        """Move the present bar."""
        if self.current is not None:
            self.bars.advance(self.current, count)

    def finish(self) -> None:
        """Fill the present bar, also when its total was not known."""
        if self.current is not None:
            done = self.bars.tasks[self.bars.task_ids.index(self.current)]
            total = done.completed if done.total is None else done.total
            self.bars.update(self.current, total=total or 1, completed=total or 1)


class LineProgress:
    """Prints a line when a stage begins and at each quarter of it.

    Args:
        console: Where to print.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.name = ""
        self.total = 0
        self.done = 0

    def stage(self, name: str, total: int | None) -> None:
        """Say that a stage begins."""
        self.name, self.total, self.done = name, total or 0, 0
        self.console.print(f"{name} ({total:,})" if total else name)

    def advance(self, count: int = 1) -> None:
        """Say how far the stage is, when that is worth a line."""
        before, self.done = self._quarter(), self.done + count
        if self.total >= STEPS and self._quarter() > before:
            self.console.print(f"{self.name}: {self.done:,} of {self.total:,}")

    def _quarter(self) -> int:
        return self.done * STEPS // self.total if self.total else 0


@contextlib.contextmanager
def progress_on(console: Console, *, quiet: bool = False) -> Iterator[Progress]:
    """Show progress on a console, in the form that suits it, until the context ends.

    Args:
        console: Where to show it.
        quiet: Show nothing.
    """
    if quiet:
        yield SilentProgress()
    elif not console.is_terminal:
        yield LineProgress(console)
    else:
        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
        with Bars(*columns, console=console) as bars:
            progress = BarProgress(bars)
            yield progress
            progress.finish()
