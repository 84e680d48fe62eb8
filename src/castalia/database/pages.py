"""What is stored of pages: folders, pages as readers see them, and the files they show."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from castalia.database.models import Asset, Folder, Page

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as readers see it.

    Args:
        path: Its place relative to the documentation's root.
        title: Its title.
        folder: The part of the documentation it lies in.
        body: Its content as sanitized HTML, with the links of the original.
        notice: Its copyright and licence notice as sanitized HTML.
    """

    path: str
    title: str
    folder: str
    body: str
    notice: str


async def folders(session: AsyncSession, set_id: int) -> list[Folder]:
    """List the folders of a set, the fullest first."""
    statement = select(Folder).where(Folder.set_id == set_id).order_by(Folder.sections.desc(), Folder.name)
    return list(await session.scalars(statement))


async def read_page(session: AsyncSession, set_id: int, path: str) -> StoredPage | None:
    """Give a page by its path; ``None`` when there is none."""
    statement = (
        select(Page, Folder.name)
        .join(Folder, (Folder.set_id == Page.set_id) & (Folder.id == Page.folder_id))
        .where(Page.set_id == set_id, Page.path == path)
    )
    found = (await session.execute(statement)).first()
    if found is None:
        return None
    page, folder = found
    return StoredPage(
        path=page.path,
        title=page.title,
        folder=folder,
        body=expand(page.body),
        notice=page.notice,
    )


async def read_asset(session: AsyncSession, set_id: int, path: str) -> Asset | None:
    """Give an image or a download by its path; ``None`` when there is none."""
    return await session.get(Asset, (set_id, path))


def compress(html: str) -> bytes:
    """Give the form in which a page's HTML is stored: a fifth of its size."""
    return zlib.compress(html.encode(), level=6)


def expand(stored: bytes) -> str:
    """Undo ``compress``."""
    return zlib.decompress(stored).decode()


async def count_pages(session: AsyncSession, set_id: int) -> int:
    """Count the stored pages of a set, which are as many as it says unless the database lost some."""
    return await session.scalar(select(func.count()).select_from(Page).where(Page.set_id == set_id)) or 0
