"""Which form an error takes, and what it does not tell: over databases that fail in one way or another."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from castalia.database.postgres import PostgresDatabase
from castalia.database.schema import create_schema
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from tests.web.shown_page import ShownPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    import httpx2

    from castalia.database.database import Database
    from castalia.database.sessions import ReadSession

    Serve = Callable[..., AbstractContextManager[httpx2.AsyncClient]]

PAGES = ["/", "/search?q=x", "/docs/3.13/library/os.html"]
ANSWERS = ["/api/v1/search?q=x", "/api/v1/folders", "/api/v1/versions"]


class BrokenDatabase(SQLiteDatabase):
    """A database whose every session fails in a way that nobody foresaw."""

    async def read(self) -> ReadSession:
        """Fail."""
        message = "the secret is mirabelle"
        raise RuntimeError(message)


@asynccontextmanager
async def prepared(database: Database, *, schema: bool) -> AsyncIterator[Database]:
    """Set a database up for a while.

    Args:
        database: Any database.
        schema: Whether it gets the tables of an index.
    """
    database.setup()
    if schema:
        await create_schema(database)
    yield database
    await database.aclose()


@pytest.mark.parametrize("schema", [False, True])
@pytest.mark.parametrize("path", [*PAGES, *ANSWERS[:2]])
async def test_an_empty_index_says_how_to_fill_it(tmp_path: Path, serve: Serve, path: str, schema: bool) -> None:  # noqa: FBT001
    database = SQLiteDatabase(SQLiteSettings(path=tmp_path / "index.db"))
    async with prepared(database, schema=schema) as empty:
        with serve(empty) as client:
            response = await client.get(path)

    assert response.status_code == 503
    assert "castalia index" in response.text
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize("path", PAGES)
async def test_a_database_that_is_away_gives_a_page_that_asks_for_patience(
    unused_address: str, serve: Serve, path: str
) -> None:
    async with prepared(away(unused_address), schema=False) as database:
        with serve(database) as client:
            response = await client.get(path)

    assert response.status_code == 503
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Retry-After"] == "5"
    assert "The database is away" in response.text


@pytest.mark.parametrize("path", ANSWERS)
async def test_a_database_that_is_away_gives_programs_a_problem_document(
    unused_address: str, serve: Serve, path: str
) -> None:
    async with prepared(away(unused_address), schema=False) as database:
        with serve(database) as client:
            response = await client.get(path)

    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "urn:castalia:problem:database-away"
    assert unused_address not in response.text


@pytest.mark.parametrize("path", [*PAGES, *ANSWERS])
async def test_an_unforeseen_error_is_answered_without_its_words(tmp_path: Path, serve: Serve, path: str) -> None:
    with serve(BrokenDatabase(SQLiteSettings(path=tmp_path / "index.db"))) as client:
        response = await client.get(path)

    kind = "application/problem+json" if path.startswith("/api") else "text/html; charset=utf-8"
    assert (response.status_code, response.headers["Content-Type"]) == (500, kind)
    assert "mirabelle" not in response.text
    assert "Traceback" not in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_a_fault_of_the_server_is_logged(
    unused_address: str, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with prepared(away(unused_address), schema=False) as database:
        with serve(database) as client, caplog.at_level(logging.ERROR, logger="castalia"):
            await client.get("/search?q=x")

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "answered 503 to /search" in caplog.text


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_a_page_answers_a_wrong_method_with_the_right_ones(client: httpx2.AsyncClient, method: str) -> None:
    response = await client.request(method, "/search")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert "<h1>Method Not Allowed</h1>" in response.text


async def test_an_unknown_page_leads_to_the_search_page(client: httpx2.AsyncClient) -> None:
    response = await client.get("/nowhere/<script>")

    assert response.status_code == 404
    assert '<a href="/">Go to the search page</a>' in response.text
    assert ShownPage(response).foreign_scripts == []


def away(address: str) -> Database:
    """Give a database whose server refuses connections."""
    return PostgresDatabase(PostgresSettings(username="nobody", hosts=(address,), name="nothing"))
