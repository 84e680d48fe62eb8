"""A real browser before the real service, which searches our handbook in two versions and a hostile documentation."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright, expect

from castalia.database.schema import create_schema
from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.indexing.index import index_source
from castalia.source.folder import FolderSource
from tests.browser.older_handbook import make_older
from tests.browser.visit import visiting
from tests.servers.castalia_service import castalia_service
from tests.servers.chromium import ChromiumMissingError, find_chromium, needs_no_sandbox
from tests.web.garden_documentation import MOSS, garden_source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from playwright.async_api import Browser, Page

# Its own five seconds are few for a browser on a busy machine.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
async def address(
    handbook: Path,
    tmp_path_factory: pytest.TempPathFactory,
    anyio_backend: str,  # noqa: ARG001 - The argument makes the plugin run this fixture.
) -> AsyncIterator[str]:
    """The address of the service, without a final slash."""
    home = tmp_path_factory.mktemp("castalia")
    older = make_older(handbook, home / "older")
    database = SQLiteDatabase(SQLiteSettings(path=home / "index.db"))
    database.setup()
    await create_schema(database)
    for source in (FolderSource(handbook), FolderSource(older), garden_source(MOSS)):
        with source:
            await index_source(database, source)
    await database.aclose()
    with castalia_service(home) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Chromium; tests that need it are skipped where it cannot be had, and fail where ``CI`` is true."""
    try:
        return find_chromium()
    except ChromiumMissingError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
async def browser(chromium: Path, anyio_backend: str) -> AsyncIterator[Browser]:  # noqa: ARG001 - As above.
    """A browser for all tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, chromium_sandbox=not needs_no_sandbox())
        yield browser
        await browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Callable[..., AbstractAsyncContextManager[Page]]:
    """What begins a visit, with the options of a browser context; nothing may go wrong in it."""
    return partial(visiting, browser, address)
