"""How far indexing is: lines in a log, bars on a terminal, nothing when quiet."""

from __future__ import annotations

import io

from rich.console import Console

from castalia.cli.progress import progress_on


def test_a_log_hears_of_each_stage_and_each_quarter_of_it() -> None:
    console = Console(file=io.StringIO(), width=100)

    with progress_on(console) as progress:
        progress.stage("reading pages", 1_200)
        for _ in range(1_200):
            progress.advance()
        progress.stage("building the index", None)
        progress.advance(7)

    assert written(console).splitlines() == [
        "reading pages (1,200)",
        "reading pages: 300 of 1,200",
        "reading pages: 600 of 1,200",
        "reading pages: 900 of 1,200",
        "reading pages: 1,200 of 1,200",
        "building the index",
    ]


def test_a_log_hears_once_of_steps_taken_together() -> None:
    console = Console(file=io.StringIO(), width=100)

    with progress_on(console) as progress:
        progress.stage("writing", 1_000)
        progress.advance(1_000)

    assert written(console).splitlines() == ["writing (1,000)", "writing: 1,000 of 1,000"]


def test_a_stage_of_no_steps_is_only_named() -> None:
    console = Console(file=io.StringIO(), width=100)

    with progress_on(console) as progress:
        progress.stage("reading pages", 0)
        progress.advance()

    assert written(console) == "reading pages\n"


def test_a_terminal_shows_a_bar_for_each_stage() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None)

    with progress_on(console) as progress:
        progress.stage("reading pages", 2)
        progress.advance()
        progress.stage("building the index", None)

    last = written(console).split("\x1b[2K")[-1]
    assert [line.split()[0] for line in last.splitlines()[:2]] == ["reading", "building"]
    assert last.count("100%") == 2


def test_nothing_is_shown_when_quiet() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True)

    with progress_on(console, quiet=True) as progress:
        progress.stage("reading pages", 2)
        progress.advance()

    assert written(console) == ""


def written(console: Console) -> str:
    """Give what a console has printed."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
