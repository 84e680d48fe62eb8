# ruff: noqa: FAST002 - An annotation is read later, by its text, and could not name the parameter ``db`` then.
"""An application with a route for each way to use a session, around any database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from castalia.database.sessions import ReadSession
from tests.database.notes import Note

if TYPE_CHECKING:
    from castalia.database.database import Database


def application(db: Database) -> FastAPI:
    """Give the application; whoever calls it sets the database up."""
    app = FastAPI()

    async def add(session: AsyncSession, text: str, answers: int | None = None) -> dict[str, str]:
        session.add(Note(text=text, answers=answers))
        await session.flush()
        return {"text": text}

    @app.post("/session")
    async def without_commit(session: AsyncSession = Depends(db, scope="function")) -> dict[str, str]:
        return await add(session, "lost")

    @app.post("/session/commit")
    async def with_commit(session: AsyncSession = Depends(db, scope="function")) -> dict[str, str]:
        answer = await add(session, "kept")
        await session.commit()
        return answer

    @app.post("/tx")
    async def in_transaction(
        session: AsyncSession = Depends(db.tx, scope="function"), answers: int | None = None
    ) -> dict[str, str]:
        return await add(session, "kept", answers)

    @app.post("/tx/refused")
    async def refused(session: AsyncSession = Depends(db.tx, scope="function")) -> dict[str, str]:
        await add(session, "lost")
        raise HTTPException(409)

    @app.post("/tx/broken")
    async def broken(session: AsyncSession = Depends(db.tx, scope="function")) -> dict[str, str]:
        await add(session, "lost")
        raise LookupError

    @app.post("/read")
    async def write_by_reader(session: ReadSession = Depends(db.read, scope="function")) -> dict[str, str]:
        return await add(session, "refused")

    @app.get("/read")
    async def read(session: ReadSession = Depends(db.read, scope="function")) -> list[str]:
        return list(await session.scalars(select(Note.text)))

    return app
