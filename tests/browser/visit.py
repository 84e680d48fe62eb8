"""One visit to the service in a browser of its own memory, in which nothing may go wrong unnoticed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}


@asynccontextmanager
async def visiting(
    browser: Browser,
    address: str,
    path: str = "/",
    *,
    complaints: int = 0,
    **options: Any,  # noqa: ANN401 - As Playwright takes them.
) -> AsyncIterator[Page]:
    """Open a page, and see at the end that nothing was asked of other hosts and nothing complained of.

    Args:
        browser: The browser.
        address: The address of the service.
        path: The page to begin with.
        complaints: How many messages on the console are expected.
        options: The options of a browser context, such as ``java_script_enabled`` and ``color_scheme``.
    """
    context = await browser.new_context(**{"base_url": address, "viewport": WIDE, **options})
    messages: list[str] = []
    requests: list[str] = []
    context.on("console", lambda message: messages.append(message.text))
    context.on("weberror", lambda error: messages.append(str(error.error)))
    context.on("request", lambda request: requests.append(request.url))
    try:
        page = await context.new_page()
        page.set_default_timeout(20_000)
        await page.goto(path)
        yield page
        assert [url for url in requests if not url.startswith((address, "data:"))] == []
        assert len(messages) == complaints, messages
        assert await context.cookies() == []
    finally:
        await context.close()
