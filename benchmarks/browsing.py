"""A real browser before a real service over the index in ``CASTALIA_HOME``."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright

from tests.servers.castalia_service import castalia_service
from tests.servers.chromium import find_chromium, needs_no_sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, ViewportSize

WIDTHS: dict[int, ViewportSize] = {390: {"width": 390, "height": 844}, 1280: {"width": 1280, "height": 800}}


@asynccontextmanager
async def browsing() -> AsyncIterator[tuple[Browser, str]]:
    """Give a browser and the address of the service for as long as the block lasts."""
    home = index_home()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), chromium_sandbox=not needs_no_sandbox()
        )
        with castalia_service(home) as address:
            yield browser, address
        await browser.close()


def index_home() -> Path:
    """Give the folder of the index."""
    home = os.environ.get("CASTALIA_HOME")
    if home is None:
        raise SystemExit("set CASTALIA_HOME to the folder of an index, such as the one that `castalia index` filled")
    return Path(home).absolute()
