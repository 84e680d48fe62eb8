"""Who shares a session with whom in a request, and what is refused because nobody would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession

from castalia.database.scopes import MixedScopesError
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase

db = SQLiteDatabase(SQLiteSettings())
other = SQLiteDatabase(SQLiteSettings())

First = Annotated[AsyncSession, Depends(db.tx, scope="function")]
Second = Annotated[AsyncSession, Depends(db.tx, scope="function")]

if TYPE_CHECKING:
    from collections.abc import Callable


def lookup(session: First) -> AsyncSession:
    return session


def installed(*scopes: str, database: SQLiteDatabase = db) -> FastAPI:
    """Give an application with a route for each scope, as ``scope:dependency``, named after it."""
    app = FastAPI(lifespan=db.lifespan)
    db.install(app)
    for number, (scope, _, name) in enumerate(each.partition(":") for each in scopes):
        dependency: Callable[..., object] = getattr(database, name) if name else database
        depends = Depends(dependency, scope="function") if scope == "function" else Depends(dependency)
        router = APIRouter(prefix=f"/{scope}", dependencies=[depends])
        router.add_api_route(f"/{number}", lambda: None)
        app.include_router(router)
    return app


@pytest.mark.anyio
async def test_two_aliases_and_a_dependency_share_one_session_of_a_request() -> None:
    app = FastAPI()

    @app.get("/")
    async def compare(first: First, second: Second, third: Annotated[AsyncSession, Depends(lookup)]) -> bool:
        return first is second is third

    async with (
        db.lifespan(),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client,
    ):
        assert (await client.get("/")).json() is True


@pytest.mark.parametrize(
    "scopes",
    [("function:", "request:"), ("function:read", "request:tx"), ("function:tx", "request:tx", "function:")],
    ids=" ".join,
)
def test_both_scopes_in_one_application_are_refused_at_its_start(scopes: tuple[str, ...]) -> None:
    app = installed(*scopes)

    with (
        pytest.raises(MixedScopesError, match=r'function" by /function/0.*without by /request/1; say'),
        TestClient(app),
    ):
        pass
    assert not db.is_set_up


def test_a_route_that_mixes_scopes_itself_is_refused() -> None:
    app = installed()

    @app.get("/both")
    async def both(first: First, second: AsyncSession = Depends(db.tx)) -> bool:
        return first is second

    with pytest.raises(MixedScopesError, match="by /both, without by /both"), TestClient(app):
        pass


@pytest.mark.parametrize("scope", ["function", "request"])
def test_one_scope_for_everything_starts(scope: str) -> None:
    with TestClient(installed(f"{scope}:", f"{scope}:tx", f"{scope}:read")) as client:
        assert client.get("/health/live").status_code == 200


def test_another_database_may_have_another_scope() -> None:
    app = installed("function:")
    app.add_api_route("/other", lambda: None, dependencies=[Depends(other)])

    with TestClient(app) as client:
        assert client.get("/health/live").status_code == 200
