"""What hostile words and hostile documentation can do in a browser: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.web.garden_documentation import HOSTILE_TITLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from playwright.async_api import Page

    Visiting = Callable[..., AbstractAsyncContextManager[Page]]

HOSTILE = [
    "<script>document.title='taken'</script>",
    "\"><img src=x onerror=document.title='taken'>",
    "' autofocus onfocus='document.title=1",
    "\u202etxt.exe\u2066",
    "\N{GRINNING FACE}" * 500,
    "{{ 7 * 7 }}",
]

INJECT = """() => new Promise(resolve => {
  addEventListener("securitypolicyviolation", event => resolve(event.violatedDirective));
  const script = document.createElement("script");
  script.textContent = "document.title = 'taken'";
  document.body.append(script);
  setTimeout(() => resolve("it ran"), 1000);
})"""


async def test_the_policy_stops_an_injected_script(visit: Visiting) -> None:
    async with visit("/search?q=kettle", complaints=1) as page:
        assert await page.evaluate(INJECT) == "script-src-elem"
        assert await page.title() != "taken"


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/search?q=", "/docs/3.1/library/kettle.html?highlight="])
async def test_a_hostile_query_is_text(visit: Visiting, path: str, query: str) -> None:
    async with visit(path + quote(query)) as page:
        assert await page.get_by_label("Search the documentation").input_value() == query
        assert await page.title() != "taken"
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_hostile_documentation_is_text(visit: Visiting) -> None:
    async with visit("/search?q=gnomes&version=moss%401.0") as page:
        assert await page.locator(".hits h2").inner_text() == HOSTILE_TITLE
        await page.get_by_role("link", name="here").click()
        await page.wait_for_url("**/docs/**")

        assert HOSTILE_TITLE in await page.title()
        assert "<script>alert(1)</script>" in await page.locator("h1").inner_text()


async def test_the_keys_of_a_reader_are_kept_in_no_cookie_and_sent_nowhere(visit: Visiting) -> None:
    async with visit("/") as page:
        await page.evaluate("localStorage.setItem('castalia-scheme', 'dark')")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(f"{request.url} {request.headers}"))
        await page.reload()

        assert sent
        assert [each for each in sent if "castalia-scheme" in each or "cookie" in each.lower()] == []
