"""A table for the tests of the database layer, so that they need nothing of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from castalia.database.database import Database


class Base(DeclarativeBase):
    """The root of this module's one table."""


class Note(Base):
    """A note, perhaps an answer to another; whether that exists is checked by the commit."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    answers: Mapped[int | None] = mapped_column(ForeignKey("note.id", deferrable=True, initially="DEFERRED"))


async def create_notes(database: Database) -> None:
    """Create the table."""
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.run_sync(Base.metadata.create_all)


async def texts(database: Database) -> list[str]:
    """Give what is committed, by a connection of its own."""
    async with database.read_session() as session:
        return list(await session.scalars(select(Note.text).order_by(Note.id)))
