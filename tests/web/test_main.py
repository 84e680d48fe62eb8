"""The service as a whole: what importing it does not do, what its life begins and ends, where it can be served."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx2
import pytest

from castalia.database.failures import DatabaseNotSetUp
from castalia.errors import ConfigurationError
from castalia.web.depends import db
from castalia.web.main import fast_api
from tests.database.patience import until_ready
from tests.web.shown_page import ShownPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from castalia.database.database import Database

IMPORT = """
import sys

def refuse(event, arguments):
    opens = event == "open" and ".env" in str(arguments[0])
    if opens or event.startswith(("socket.", "sqlite3.", "os.mkdir")):
        sys.stdout.write(f"{event} {arguments}")

sys.addaudithook(refuse)
import castalia.web.main
"""


def test_importing_the_service_reads_no_configuration_and_opens_nothing(tmp_path: Path) -> None:
    settings = {"ENV": "nonsense", "POSTGRES_PORT": "nonsense", "CASTALIA_HOME": str(tmp_path / "home")}
    (tmp_path / ".env").write_text("ENV=nonsense\n", encoding="utf-8")

    ran = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **settings},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert not (tmp_path / "home").exists()


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration that names a home folder, and nothing else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ENV", raising=False)
    monkeypatch.setenv("CASTALIA_HOME", str(tmp_path / "home"))


@pytest.mark.usefixtures("local")
async def test_the_service_sets_the_database_up_and_closes_it() -> None:
    transport = httpx2.ASGITransport(app=fast_api)
    async with fast_api.router.lifespan_context(fast_api):
        assert db.is_set_up
        async with httpx2.AsyncClient(transport=transport, base_url="http://castalia.test") as client:
            live, ready = await client.get("/health/live"), await until_ready(client)
            home = await client.get("/")

    assert not db.is_set_up
    assert (live.json(), ready.json()) == ({"status": "live"}, {"status": "ready"})
    assert home.status_code == 503


async def test_before_its_life_begins_the_service_has_no_database() -> None:
    transport = httpx2.ASGITransport(app=fast_api)
    async with httpx2.AsyncClient(transport=transport, base_url="http://castalia.test") as client:
        with pytest.raises(DatabaseNotSetUp, match="setup"):
            await client.get("/")


@pytest.mark.usefixtures("local")
async def test_a_wrong_configuration_stops_the_start_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "staging")

    with pytest.raises(ConfigurationError, match="staging"):
        async with fast_api.router.lifespan_context(fast_api):
            pass


async def test_behind_a_proxy_every_address_lies_under_its_prefix(
    garden: Database, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    with serve(garden, root_path="/find") as client:
        paths = [
            "/",
            "/search?q=water",
            "/search?q=zzyzx",
            "/search?q=x&version=1",
            "/docs/3.13/none",
            "/none",
            "/static/none",
        ]
        pages = [ShownPage(await client.get(f"/find{path}")) for path in paths]
        redirect = await client.get("/find/docs/3.13")
        missing = await client.get("/find/api/v1/none")

    addresses = [each for page in pages for each in page.values("a:not(.skip), link") + page.values("form", "action")]
    assert [each for each in addresses if not str(each).startswith(("/find/", "https://docs.python.org/"))] == []
    assert redirect.headers["Location"] == "/find/docs/3.13/"
    assert missing.json()["instance"] == "/api/v1/none"


async def test_no_address_is_taken_from_what_the_client_calls_the_host(client: httpx2.AsyncClient) -> None:
    for path in ("/", "/search?q=water", "/docs/3.13", "/docs/3.13/", "/docs/3.13/search.html", "/api/v1/openapi.json"):
        response = await client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})

        assert "evil.example" not in response.text + str(response.headers)


async def test_the_description_of_the_api_names_every_route_and_its_problems(client: httpx2.AsyncClient) -> None:
    description = (await client.get("/api/v1/openapi.json")).json()

    assert sorted(description["paths"]) == [
        "/api/v1/folders",
        "/api/v1/search",
        "/api/v1/sections/{version}/{path}",
        "/api/v1/suggest",
        "/api/v1/symbols/{name}",
        "/api/v1/versions",
    ]
    responses = description["paths"]["/api/v1/search"]["get"]["responses"]
    assert sorted(responses) == ["200", "304", "400", "404", "413", "422", "429", "503"]
    assert list(responses["422"]["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_no_page_is_served_that_loads_scripts_from_a_third_party(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/search/", "/api/v1/search/?q=x"])
async def test_an_address_with_a_slash_too_many_is_no_other_address(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(path, headers={"Host": "evil.example"})

    assert response.status_code == 404
    assert "Location" not in response.headers
