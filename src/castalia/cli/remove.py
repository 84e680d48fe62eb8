"""``castalia remove``: a version leaves the index."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from castalia.cli.examples import examples
from castalia.cli.terminal import show

if TYPE_CHECKING:
    from castalia.database.models import DocumentationSet

EPILOG = examples(
    ("castalia remove 3.9", "a version of Python's documentation"),
    ("castalia remove 5.2 --project django", "a version of another project's"),
)


def remove(
    version: Annotated[str, typer.Argument(help="The version to remove, as `castalia versions` shows it.")],
    *,
    project: Annotated[str, typer.Option(help="The project that it is of.")] = "python",
) -> None:
    """Remove a version from the index."""
    gone = asyncio.run(_remove(version, project))
    show(f"removed {gone.project} {gone.version} ({gone.release}): {gone.pages:,} pages, {gone.sections:,} sections")


async def _remove(version: str, project: str) -> DocumentationSet:
    from castalia.cli.connection import opened  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.config import get_config  # noqa: PLC0415 - Pydantic is heavy.
    from castalia.database.schema import check_format  # noqa: PLC0415 - SQLAlchemy is heavy.
    from castalia.database.sets import remove_set  # noqa: PLC0415 - SQLAlchemy is heavy.

    async with opened(get_config()) as database:
        async with database.read_session() as session:
            await check_format(session)
        return await remove_set(database, project=project, version=version)
