"""The rows that every variant selects, and the JSON that every variant answers with."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS = 15

TABLE = (
    """
    CREATE TABLE item (
        id integer PRIMARY KEY, shelf integer NOT NULL, name varchar NOT NULL,
        price float NOT NULL, added timestamp NOT NULL
    )
    """,
    "CREATE INDEX item_shelf ON item (shelf, id)",
)

PLAIN_SQL = "SELECT id, shelf, name, price, added FROM item WHERE shelf = $1 ORDER BY id"


class Base(DeclarativeBase):
    """The root of the one table."""


class Item(Base):
    """A row."""

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    shelf: Mapped[int]
    name: Mapped[str]
    price: Mapped[float]
    added: Mapped[datetime]


class ItemAnswer(BaseModel):
    """A row as JSON."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    shelf: int
    name: str
    price: float
    added: datetime


COLUMNS = select(Item.id, Item.shelf, Item.name, Item.price, Item.added).where(Item.shelf == 1).order_by(Item.id)
"""Made once: a module may hold its statements."""


def rows() -> list[Item]:
    """Give the rows of a table with several shelves of the same length."""
    moment = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - Both databases keep this column without a zone.
    return [
        Item(id=number, shelf=number % 20, name=f"item number {number}", price=number / 7, added=moment)
        for number in range(20 * ROWS)
    ]
