# ruff: noqa: FAST002 - An annotation is read later, by its text, and could not name a local dependency then.
"""Databases come in; the same application goes out for each way to reach them that is compared."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal

import asyncpg
from fastapi import Depends, FastAPI
from prometheus_client import CollectorRegistry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.items import COLUMNS, PLAIN_SQL, Item, ItemAnswer
from castalia.database.metrics import Metrics
from castalia.database.sessions import ReadSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import URL
    from starlette.types import Lifespan

    from castalia.database.database import Database

    Scope = Literal["function", "request"]

POOL = {"pool_size": 5, "max_overflow": 0}
"""What everybody gets, so that the layers are compared and not their pools."""


def raw_asyncpg(url: URL) -> FastAPI:
    """Answer from asyncpg's own pool, without SQLAlchemy."""
    pool = asyncpg.create_pool(
        url.set(drivername="postgresql").render_as_string(hide_password=False), min_size=5, max_size=5
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with pool:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/", response_model=list[ItemAnswer])
    async def items() -> list[dict[str, Any]]:
        return [dict(row) for row in await pool.fetch(PLAIN_SQL, 1)]

    return app


def plain(url: URL, **options: int) -> FastAPI:
    """Answer by the pattern of most tutorials: an engine, a session maker, and a dependency that yields."""
    engine = create_async_engine(url, **options)
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    async def get_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    return entities(get_session, lifespan=lifespan)


def entities(dependency: Callable[..., Any], *, lifespan: Lifespan[FastAPI], scope: Scope = "request") -> FastAPI:
    """Give an application that answers with entities."""
    return add_entities(FastAPI(lifespan=lifespan), dependency, scope=scope)


def add_entities(app: FastAPI, dependency: Callable[..., Any], *, scope: Scope = "request") -> FastAPI:
    """Let an application answer with entities that a session from a dependency has read."""

    @app.get("/", response_model=list[ItemAnswer])
    async def items(session: AsyncSession = Depends(dependency, scope=scope)) -> Sequence[Item]:
        return (await session.scalars(select(Item).where(Item.shelf == 1).order_by(Item.id))).all()

    return app


def columns(dependency: Callable[..., Any], *, lifespan: Lifespan[FastAPI]) -> FastAPI:
    """Answer with columns, by a statement that is made once."""
    app = FastAPI(lifespan=lifespan)

    @app.get("/", response_model=list[ItemAnswer])
    async def items(session: AsyncSession = Depends(dependency, scope="function")) -> Sequence[Any]:
        return (await session.execute(COLUMNS)).all()

    return app


def session(db: Database) -> FastAPI:
    """Answer through ``Depends(db)``."""
    return entities(db, scope="function", lifespan=db.lifespan)


def transaction(db: Database) -> FastAPI:
    """Answer through ``Depends(db.tx)``."""
    return entities(db.tx, scope="function", lifespan=db.lifespan)


def read(db: Database) -> FastAPI:
    """Answer through ``Depends(db.read)``."""
    return entities(db.read, scope="function", lifespan=db.lifespan)


def read_columns(db: Database) -> FastAPI:
    """Answer through ``Depends(db.read)`` with columns and a prebuilt statement."""
    return columns(db.read, lifespan=db.lifespan)


def read_five(db: Database) -> FastAPI:
    """Answer the fifth of five statements, each through a connection of its own."""
    app = FastAPI(lifespan=db.lifespan)

    @app.get("/", response_model=list[ItemAnswer])
    async def items(session: ReadSession = Depends(db.read, scope="function")) -> Sequence[Any]:
        return [(await session.execute(COLUMNS)).all() for _ in range(5)][-1]

    return app


def read_five_kept(db: Database) -> FastAPI:
    """Answer the fifth of five statements through one connection that is kept."""
    app = FastAPI(lifespan=db.lifespan)

    @app.get("/", response_model=list[ItemAnswer])
    async def items(session: ReadSession = Depends(db.read, scope="function")) -> Sequence[Any]:
        async with session.keep():
            return [(await session.execute(COLUMNS)).all() for _ in range(5)][-1]

    return app


def measured(db: Database) -> FastAPI:
    """Answer through ``Depends(db.read)`` while Prometheus' metrics are kept."""
    Metrics(CollectorRegistry()).watch(db)
    return read(db)
