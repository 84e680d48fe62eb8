"""`same_place(session, path, ...)`: where another version says what a place says in this one, moved pages included."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from castalia.database.current import find_current_set
from castalia.database.models import Name, Page, Section
from castalia.database.pages import expand
from castalia.search.address import place_of
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

MAX_PATH = 500

_PREFIX = re.compile(r"^(?:module-|term-|envvar-|opcode-|pdbcommand-|c\.|std-label-)")
"""What Sphinx puts before a name to make an anchor of it."""


async def same_place(
    session: AsyncSession, path: str, *, from_version: str, to_version: str, project: str = "python"
) -> str | None:
    """Find a place of one version in another.

    Args:
        session: A session to read with.
        path: ``page#anchor`` or a page, relative to the root of the version it is taken from.
        from_version: The version that it is taken from.
        to_version: The version to find it in.
        project: The project of both.

    Returns:
        ``page#anchor`` where the other version has both, the page alone where it has only that, else nothing.

    Raises:
        EmptyIndexError: Nothing is indexed.
        UnknownVersionError: One of the versions is not.
    """
    if len(path) > MAX_PATH or "\0" in path:
        return None
    there = await find_current_set(session, project=project, version=to_version)
    page, _, anchor = path.partition("#")
    known = await _page(session, there.id, page)
    if anchor:
        if known is not None and _holds(known, anchor):
            return path
        moved = await _anchor(session, there.id, anchor)
        if moved is not None:
            return moved
    if known is not None:
        return page
    here = await find_current_set(session, project=project, version=from_version)
    return await _moved_page(session, here.id, there.id, page=page)


async def _page(session: AsyncSession, set_id: int, path: str) -> str | None:
    """Give the body of a page; none where there is no such page."""
    body = await session.scalar(select(Page.body).where(Page.set_id == set_id, Page.path == path))
    return expand(body) if body is not None else None


def _holds(body: str, anchor: str) -> bool:
    return f'id="{escape(anchor)}"' in body


async def _anchor(session: AsyncSession, set_id: int, anchor: str) -> str | None:
    """Find a place by the name that its anchor is made of; the anchor is the same in all versions."""
    keys = {name_key(anchor), name_key(_PREFIX.sub("", anchor))}
    statement = (
        select(Section.path)
        .join(Name, (Name.set_id == Section.set_id) & (Name.section_id == Section.id))
        .where(Name.set_id == set_id, Name.key.in_(keys), or_(Name.anchor == anchor, Section.anchor == anchor))
        .distinct()
    )
    found = list(await session.scalars(statement))
    return place_of(found[0], anchor) if len(found) == 1 else None


async def _moved_page(session: AsyncSession, here: int, there: int, *, page: str) -> str | None:
    """Find a page by its file's name, and by its title where several bear that."""
    last = page.rpartition("/")[2]
    statement = select(Page.path, Page.title).where(
        Page.set_id == there, or_(Page.path == last, Page.path.endswith(f"/{last}", autoescape=True))
    )
    found = list(await session.execute(statement.order_by(Page.path)))
    if len(found) > 1:
        title = await session.scalar(select(Page.title).where(Page.set_id == here, Page.path == page))
        found = [row for row in found if row.title == title]
    return str(found[0].path) if len(found) == 1 else None
