"""A service over the database layer, to copy: each way to use a session, replicas, retries, streams, metrics.

Run it with ``SQLITE_FILE=notes.db uvicorn notes:app``, or with PostgreSQL's settings in the environment.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from prometheus_client import CollectorRegistry
from pydantic import BaseModel, ConfigDict, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from castalia.database.database import Database  # noqa: TC001 - One block of imports is simpler to copy.
from castalia.database.deferred import DeferredDatabase
from castalia.database.metrics import Metrics
from castalia.database.postgres import PostgresDatabase
from castalia.database.sessions import ReadSession
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase


class Config(BaseSettings):
    """Each setting comes from the environment, else from ``.env``, else from here."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    SQLITE_FILE: Path | None = None
    POSTGRES_USERNAME: str = "postgres"
    POSTGRES_PASSWORD: SecretStr | None = None
    POSTGRES_HOSTS: str = "localhost:5432"
    POSTGRES_READ_HOSTS: str = ""
    POSTGRES_DB_NAME: str = "postgres"


def configured_database() -> Database:
    """Choose the database; several hosts are separated by commas, and any of them may become the primary."""
    config = Config()
    if config.SQLITE_FILE is not None:
        return SQLiteDatabase(SQLiteSettings(path=config.SQLITE_FILE))
    settings = PostgresSettings(
        username=config.POSTGRES_USERNAME,
        password=config.POSTGRES_PASSWORD,
        hosts=tuple(config.POSTGRES_HOSTS.split(",")),
        read_hosts=tuple(filter(None, config.POSTGRES_READ_HOSTS.split(","))),
        name=config.POSTGRES_DB_NAME,
        application_name="notes",
    )
    return PostgresDatabase(settings)


db = DeferredDatabase(configured_database)

# The scope ends each session before the response is sent.
Session = Annotated[AsyncSession, Depends(db, scope="function")]
Tx = Annotated[AsyncSession, Depends(db.tx, scope="function")]
Read = Annotated[ReadSession, Depends(db.read, scope="function")]


class Base(DeclarativeBase):
    """The root of all tables."""


class Note(Base):
    """A note with a number that no other has."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    text: Mapped[str]


class NewNote(BaseModel):
    """A note as clients send it."""

    text: str


class NoteAnswer(BaseModel):
    """A note as clients get it."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    text: str


# Columns instead of entities, in a statement that is made once: the cheapest way to read a list.
LIST = select(Note.number, Note.text).order_by(Note.number)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep the database open while the service runs, and make the tables that are missing."""
    async with db.lifespan(app):
        await db.wait_ready()
        async with db.transaction() as session:
            await (await session.connection()).run_sync(Base.metadata.create_all)
        yield


app = FastAPI(lifespan=lifespan)
db.install(app)
metrics = Metrics(CollectorRegistry())
metrics.watch(db)
metrics.install(app)


@app.get("/notes", response_model=list[NoteAnswer])
async def list_notes(session: Read) -> Sequence[Any]:
    """Read: one round trip, from a standby where there is one."""
    return (await session.execute(LIST)).all()


@app.post("/notes", status_code=201, response_model=NoteAnswer)
async def add_note(note: NewNote) -> Note:
    """Take the next number; whoever takes it at the same time makes this run again."""

    async def add(session: AsyncSession) -> Note:
        highest = await session.scalar(select(func.max(Note.number)))
        added = Note(number=(highest or 0) + 1, text=note.text)
        session.add(added)
        return added

    return await db.run_tx(add, isolation="SERIALIZABLE", attempts=10)


@app.put("/notes/{number}", response_model=NoteAnswer)
async def replace_note(number: int, note: NewNote, session: Tx) -> Note:
    """Write: committed before the client hears of it, rolled back by any exception."""
    found = await session.scalar(select(Note).where(Note.number == number).with_for_update())
    if found is None:
        raise HTTPException(404, "There is no such note.")
    found.text = note.text
    return found


@app.delete("/notes/{number}", status_code=204)
async def remove_note(number: int, session: Session) -> None:
    """Decide when to commit: with this session nothing stays otherwise."""
    found = await session.scalar(select(Note).where(Note.number == number))
    if found is not None:
        await session.delete(found)
        await session.commit()


@app.get("/notes.txt")
async def export() -> StreamingResponse:
    """Stream all notes from a session of the stream's own, which ends when the client goes."""

    async def lines() -> AsyncIterator[str]:
        async for number, text in db.stream(LIST):
            yield f"{number}\t{text}\n"

    return StreamingResponse(lines(), media_type="text/plain")
