"""A FastAPI application with an asynchronous database in one file, to copy; importing it opens and reads nothing."""

from __future__ import annotations

import abc
from collections.abc import AsyncIterator  # noqa: TC003 - One block of imports is simpler to copy.
from contextlib import aclosing, asynccontextmanager
from typing import Annotated, Literal

import uvicorn
from fastapi import Depends, FastAPI
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Config(BaseSettings):
    """Each setting comes from the environment, else from ``.env``, else from here."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    ENV: Literal["development", "production"] = "development"
    PORT: int = 8000
    POSTGRES_USERNAME: str = "postgres"
    POSTGRES_PASSWORD: SecretStr = SecretStr("")
    POSTGRES_HOST: str = "localhost"
    POSTGRES_PORT: int = 5432
    POSTGRES_DB_NAME: str = "postgres"


class DevelopmentConfig(Config):
    """PostgreSQL on this machine."""


class ProductionConfig(Config):
    """PostgreSQL on the host ``db``."""

    POSTGRES_HOST: str = "db"


def get_config() -> Config:
    """Read the configuration that ``ENV`` names."""
    return ProductionConfig() if Config().ENV == "production" else DevelopmentConfig()


class Database(abc.ABC):
    """A database; itself the dependency that gives each request its session."""

    _engine: AsyncEngine | None = None

    @abc.abstractmethod
    def get_connection_string(self, driver: str = ...) -> URL:
        """Give the address; a ``URL`` hides the password when printed, and bears any character in it."""

    def setup(self) -> None:
        """Make the engine; the first session opens a connection, in a pool that does not grow under load."""
        self._engine = create_async_engine(self.get_connection_string(), pool_size=5, max_overflow=0)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._engine is not None:
            await self._engine.dispose()

    async def __call__(self) -> AsyncIterator[AsyncSession]:
        """Give a session; what the route does not commit is rolled back."""
        if self._engine is None:
            raise ValueError("The database is not set up; call setup() in the application's lifespan.")
        async with async_sessionmaker(self._engine, expire_on_commit=False)() as session:
            yield session


class PostgresDatabase(Database):
    """PostgreSQL, through asyncpg unless another driver is asked for."""

    def get_connection_string(self, driver: str = "asyncpg") -> URL:
        """Give the address of the configured server."""
        config = get_config()
        password = config.POSTGRES_PASSWORD.get_secret_value()
        server = URL.create(f"postgresql+{driver}", config.POSTGRES_USERNAME, password, config.POSTGRES_HOST)
        return server.set(port=config.POSTGRES_PORT, database=config.POSTGRES_DB_NAME)


db = PostgresDatabase()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Keep the database open for as long as the application runs."""
    db.setup()
    async with aclosing(db):
        yield


class Base(DeclarativeBase):
    """The root of all tables."""


class Folder(Base):
    """A row of the table ``folder``."""

    __tablename__ = "folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


fast_api = FastAPI(lifespan=lifespan)


# The scope closes the session before the response is sent, so that a slow client keeps no connection.
@fast_api.get("/example/")
async def example(session: Annotated[AsyncSession, Depends(db, scope="function")]) -> list[str]:
    """Name the folders."""
    return [folder.name for folder in await session.scalars(select(Folder).order_by(Folder.id))]


if __name__ == "__main__":
    uvicorn.run(fast_api, port=get_config().PORT)
