"""Text comes in, the terminal shows it: data on stdout, talk on stderr, never a control character of a document."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

UNBOUNDED = 100_000
"""The width of what is no terminal: a pipe has no margin to wrap at, and a cut line would lose data."""

BLANKS = frozenset("\t\n\v\f\r\x85")

# A document could otherwise move the cursor, rename the window, or turn a line of text around.
CONTROLS = {
    code: " " if chr(code) in BLANKS else None
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def printable(text: str) -> str:
    """Give a text without the characters that command a terminal, as one line."""
    return text.translate(CONTROLS)


def say(message: str) -> None:
    """Tell the user something on stderr, in one line or several."""
    sys.stderr.writelines(f"{printable(line)}\n" for line in message.split("\n"))
    sys.stderr.flush()


def show(line: str) -> None:
    """Print a line of data on stdout."""
    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()


def show_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value on stdout as JSON, in ASCII unless stdout takes every character."""
    takes_everything = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(f"{json.dumps(value, indent=indent, ensure_ascii=not takes_everything)}\n")


def is_styled() -> bool:
    """Tell whether stdout shows more than plain text: a terminal does, and what somebody says does."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def data_console() -> Console:
    """Give the console of stdout, which styles only a terminal."""
    return _console(stderr=False)


def talk_console() -> Console:
    """Give the console of stderr, which styles only a terminal."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console  # noqa: PLC0415 - A command that prints a line or JSON starts without rich.

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = UNBOUNDED
    return console
