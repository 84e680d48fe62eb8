"""The one database of the service, and what route functions ask for; importing it reads and opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from castalia.config import get_config
from castalia.database.choose import choose_database
from castalia.database.deferred import DeferredDatabase
from castalia.database.sessions import ReadSession

if TYPE_CHECKING:
    from castalia.database.database import Database


def configured_database() -> Database:
    """Choose the database that the configuration of this moment names."""
    config = get_config()
    readers = {"read_username": config.POSTGRES_READ_USERNAME, "read_password": config.POSTGRES_READ_PASSWORD}
    return choose_database(config.engine, home=config.CASTALIA_HOME, postgres=config.postgres | readers)


db = DeferredDatabase(configured_database)

# The scope ends each session before its response is sent: otherwise a slow reader of the response
# would keep a connection, and a failing commit would come after the answer that promised success.
Session = Annotated[AsyncSession, Depends(db, scope="function")]
Tx = Annotated[AsyncSession, Depends(db.tx, scope="function")]
Read = Annotated[ReadSession, Depends(db.read, scope="function")]
