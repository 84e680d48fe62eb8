"""How far indexing has come: a bar on a terminal, a few plain lines in a log."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from castalia.cli.terminal import printable
from castalia.indexing.progress import SilentProgress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.progress import Task, TaskID

    from castalia.indexing.progress import Progress

STEPS = 4
"""How often a stage speaks in a log: at each quarter."""


class RateColumn(ProgressColumn):
    """How many steps a second are done."""

    def render(self, task: Task) -> Text:
        """Show the rate once it is known."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None or not task.total else f"{speed:,.0f}/s", style="progress.data.speed")


class BarProgress:
    """Shows a bar for each stage.

    Args:
        bars: The bars on the terminal, already started.
        label: What stands in front of the names of stages, where several sources have bars.
    """

    def __init__(self, bars: Bars, label: str = "") -> None:
        self.bars = bars
        self.label = label
        self.current: TaskID | None = None

    def stage(self, name: str, total: int | None) -> None:
        """Complete the bar before and begin the next; one without a total only shows that something happens."""
        self.finish()
        self.current = self.bars.add_task(f"{self.label}{name}", total=total)

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
        label: What stands in front of each line, where several sources have some.
    """

    def __init__(self, console: Console, label: str = "") -> None:
        self.console = console
        self.label = label
        self.name = ""
        self.total = 0
        self.done = 0

    def stage(self, name: str, total: int | None) -> None:
        """Say that a stage begins."""
        self.name, self.total, self.done = f"{self.label}{name}", total or 0, 0
        self.console.print(f"{self.name} ({total:,})" if total else self.name)

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
    with several_progresses(console, ("",), quiet=quiet) as [progress]:
        yield progress


@contextlib.contextmanager
def several_progresses(console: Console, names: Sequence[str], *, quiet: bool = False) -> Iterator[Sequence[Progress]]:
    """Show the progress of several sources at once, each under its name.

    Args:
        console: Where to show it.
        names: What the sources are called; nothing where there is only one.
        quiet: Show nothing.
    """
    labels = [f"{printable(name.rstrip('/').rpartition('/')[2])}: " if name else "" for name in names]
    if quiet:
        yield [SilentProgress() for _ in labels]
    elif not console.is_terminal:
        yield [LineProgress(console, label) for label in labels]
    else:
        with Bars(*_columns(), console=console) as bars:
            shown = [BarProgress(bars, label) for label in labels]
            yield shown
            for progress in shown:
                progress.finish()


def _columns() -> tuple[ProgressColumn, ...]:
    name = TextColumn("{task.description}", markup=False)
    counts = MofNCompleteColumn(), RateColumn()
    return (name, BarColumn(), TaskProgressColumn(), *counts, TimeRemainingColumn(elapsed_when_finished=True))
