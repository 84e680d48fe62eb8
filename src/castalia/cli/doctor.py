"""``castalia doctor``: looks at everything that Castalia needs and says what to do about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from castalia.cli.check import Status
from castalia.cli.examples import examples
from castalia.cli.exit_code import ExitCode
from castalia.cli.terminal import data_console, printable, show_json

if TYPE_CHECKING:
    from castalia.cli.check import Check

STYLES = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "bold red"}

EPILOG = examples(
    ("castalia doctor", "configuration, database, index: what is right and what is to be done"),
    ("ENV=development castalia doctor", "the same for another configuration"),
    ("castalia doctor --json", "for a monitor; the exit code is 0 when nothing fails"),
)


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check the configuration, the database and the index, and say what to do.

    A warning can wait and leaves the exit code at 0; a failure makes it 3.
    """
    from castalia.cli.diagnosis import diagnose  # noqa: PLC0415 - SQLAlchemy is heavy.

    checks = diagnose()
    healthy = all(check.status is not Status.FAIL for check in checks)
    if as_json:
        show_json({"healthy": healthy, "checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    if not healthy:
        raise typer.Exit(ExitCode.FAILURE)


def _print(checks: list[Check]) -> None:
    from rich.text import Text  # noqa: PLC0415 - Rich is heavy.

    console = data_console()
    for check in checks:
        status = Text(f"{check.status:<5}", style=STYLES[check.status])
        console.print(status.append(printable(f"{check.name}: {check.detail}"), style="default"), soft_wrap=True)
        if check.advice:
            console.print(Text(f"      → {printable(check.advice)}"), soft_wrap=True)
