"""With a role of its own for reading, the service can do nothing to the index, whatever a query might try."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from tests.web.garden_documentation import MOSS, PYTHON, garden_source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractContextManager

    import httpx2

    from castalia.database.database import Database
    from castalia.database.settings import PostgresSettings
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.anyio

PASSWORD = "r: @/'%"  # noqa: S105 - Made up, with what breaks naive addresses.

GRANTS = """
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT ON TABLES TO {role}
"""
"""As docs/settings.md has them."""


@pytest.fixture
def reader(postgres_server: PostgresServer, postgres_settings: PostgresSettings) -> Iterator[str]:
    """A role that may sign in and nothing else."""
    role = f"reader_{secrets.token_hex(4)}"
    postgres_server.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD.replace(chr(39), chr(39) * 2)}'")
    yield role
    postgres_server.execute(f"DROP OWNED BY {role}", database=postgres_settings.name)
    postgres_server.execute(f"DROP ROLE {role}")


@pytest.fixture
async def garden_index(
    postgres_server: PostgresServer, postgres_settings: PostgresSettings, reader: str
) -> AsyncIterator[Database]:
    """An index that the role may read, and a newer generation of which nobody told it."""
    settings = postgres_settings.model_copy(update={"read_username": reader, "read_password": SecretStr(PASSWORD)})
    writer, database = PostgresDatabase(postgres_settings), PostgresDatabase(settings)
    async with writer.lifespan(), database.lifespan():
        await create_schema(writer)
        await index_source(writer, garden_source(PYTHON))
        for grant in GRANTS.format(role=reader).split(";"):
            postgres_server.execute(grant, database=postgres_settings.name)
        await index_source(writer, garden_source(MOSS))
        yield database


async def test_everything_readers_ask_is_read_with_the_role(
    garden_index: Database, reader: str, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    paths = ("/", "/search?q=water", "/docs/3.13/tutorial/greeting.html", "/api/v1/search?q=water", "/api/v1/folders")
    with serve(garden_index) as client:
        statuses = {path: (await client.get(path)).status_code for path in (*paths, "/api/v1/versions", "/metrics")}
        projects = {each["project"] for each in (await client.get("/api/v1/versions")).json()["versions"]}
    async with garden_index.read_session() as session:
        who = await session.scalar(text("SELECT current_user"))

    assert statuses == dict.fromkeys(statuses, 200)
    assert len(projects) == 2
    assert who == reader


async def test_the_role_cannot_write_even_where_the_session_would_let_it(garden_index: Database) -> None:
    async with garden_index.read_session() as session:
        await session.execute(text("SET default_transaction_read_only = off"))
        with pytest.raises(DBAPIError, match="permission denied"):
            await session.execute(text("DELETE FROM documentation_set"))


async def test_the_index_is_still_written_with_the_other_role(garden_index: Database, reader: str) -> None:
    async with garden_index.session() as session:
        who = await session.scalar(text("SELECT current_user"))

    assert who not in {None, reader}


async def test_a_role_without_rights_is_a_clear_503_and_one_that_cannot_sign_in_is_not_ready(
    postgres_settings: PostgresSettings, reader: str, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    named = postgres_settings.model_copy(update={"read_username": reader, "read_password": SecretStr(PASSWORD)})
    writer, barred = PostgresDatabase(postgres_settings), PostgresDatabase(named)
    unknown = PostgresDatabase(named.model_copy(update={"read_password": SecretStr("wrong")}))
    async with writer.lifespan(), barred.lifespan(), unknown.lifespan():
        await create_schema(writer)
        with serve(barred) as client:
            answer = await client.get("/api/v1/search?q=water")
        healthy, sick = await barred.ping(role="read"), await unknown.ping(role="read")

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:castalia:problem:index-state")
    assert "permission denied for table documentation_set" in answer.json()["detail"]
    assert (healthy.ok, sick.ok) == (True, False)
