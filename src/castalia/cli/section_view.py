"""A section's Markdown comes in; on a terminal it goes out laid out, elsewhere as it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from castalia.cli.terminal import data_console, is_styled, printable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.search.results import Result

LARGEST_PORTION = 100_000


async def whole_text(session: AsyncSession, result: Result) -> str:
    """Read all of a section that was found, however long it is."""
    from castalia.search.section_text import read_section  # noqa: PLC0415 - It parses HTML, which is heavy.

    text, start = "", 0
    while True:
        part = await read_section(
            session,
            result.path,
            project=result.project,
            version=result.version,
            start=start,
            limit=LARGEST_PORTION,
            links=False,
        )
        text += part.markdown
        if part.continuation is None:
            return text
        start = part.continuation


def show_text(markdown: str) -> None:
    """Print a text."""
    safe = "\n".join(printable(line) for line in markdown.split("\n"))
    if is_styled():
        from rich.markdown import Markdown  # noqa: PLC0415 - Rich is heavy.

        data_console().print(Markdown(safe))
    else:
        sys.stdout.write(safe)
