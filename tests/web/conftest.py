"""The service over an index of the garden documentation, on each database; and over databases in other states."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import httpx2
import pytest

from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.web.depends import db
from castalia.web.main import fast_api
from tests.conftest import lasting_database
from tests.web.garden_documentation import MOSS, OLDER, PYTHON, garden_source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractContextManager

    from castalia.database.database import Database


class Service:
    """The service as a context manager: over one database, as one client sees it."""

    def __init__(self, database: Database, *, root_path: str = "") -> None:
        self._database = database
        self._root_path = root_path

    def __enter__(self) -> httpx2.AsyncClient:
        fast_api.dependency_overrides[db.read] = self._database.read
        transport = httpx2.ASGITransport(app=fast_api, root_path=self._root_path, raise_app_exceptions=False)
        return httpx2.AsyncClient(transport=transport, base_url="http://castalia.test")

    def __exit__(self, *_: object) -> None:
        fast_api.dependency_overrides.clear()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def garden_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An empty database of each kind, shared by all tests of the web, which only read."""
    return lasting_database(request, tmp_path_factory.mktemp("garden"))


@pytest.fixture(scope="session")
async def garden(garden_database: Database, anyio_backend: str) -> AsyncIterator[Database]:  # noqa: ARG001
    """An index of three documentations: two versions of Python's, the older without a page, and another project's."""
    garden_database.setup()
    await create_schema(garden_database)
    for source in (garden_source(OLDER, without="tutorial/greeting.html"), garden_source(PYTHON), garden_source(MOSS)):
        await index_source(garden_database, source)
    yield garden_database
    await garden_database.aclose()


@pytest.fixture
def client(garden: Database) -> Iterator[httpx2.AsyncClient]:
    """A client of the service over the garden index."""
    with Service(garden) as client:
        yield client


@pytest.fixture
def unused_address() -> Iterator[str]:
    """An address where connections are refused."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"


@pytest.fixture
def serve() -> Callable[..., AbstractContextManager[httpx2.AsyncClient]]:
    """What makes a service over any database, to be used as a context manager that gives a client."""
    return Service
