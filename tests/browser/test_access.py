"""What everybody needs: axe finds nothing, targets are large, nothing overflows, nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # It ships without types.
from playwright.async_api import expect

from tests.browser.visit import NARROW, WIDE

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from playwright.async_api import Page

    Visiting = Callable[..., AbstractAsyncContextManager[Page]]

PAGES = [
    "/",
    "/search?q=kettle.boil",
    "/search?q=kettle.biol",
    "/search?q=zzyzx",
    "/search?q=water&version=moss%401.0",
    "/docs/3.1/library/kettle.html?highlight=boil",
    "/docs/3.1/howto/serving.html",
    "/help",
]
MISSING = "/docs/3.0/whatsnew/3.1.html"

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary")].filter(element => {
  const box = element.getBoundingClientRect();
  const isInText = element.closest("article.document, .notice, .detail, p.snippet, h2, dd") && element.tagName === "A";
  return box.width && !isInText && !element.matches(".skip") && (box.height < 24 || box.width < 12);
}).map(element => element.outerHTML)"""

SHIFTS = """() => new Promise(resolve => {
  let total = 0;
  const observer = new PerformanceObserver(list => list.getEntries().forEach(entry => total += entry.value));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(total)));
})"""


@pytest.mark.parametrize("path", PAGES)
async def test_axe_finds_nothing_in_either_scheme_at_either_width(visit: Visiting, path: str) -> None:
    async with visit(path, color_scheme="light", viewport=WIDE) as page:
        assert await violations(page) == []
        await page.emulate_media(color_scheme="dark")
        await page.set_viewport_size(NARROW)
        assert await violations(page) == []


async def test_axe_finds_nothing_in_the_list_of_keys(visit: Visiting) -> None:
    async with visit("/") as page:
        await page.get_by_role("button", name="Keys and colours").click()
        await expect(page.get_by_role("dialog")).to_be_visible()

        assert await violations(page) == []


async def violations(page: Page) -> list[str]:
    """Give what axe-core finds wrong with a page."""
    found = await Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    return [f"{each['id']}: {node['html']}" for each in found.response["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_right_at_320_pixels_which_is_also_400_percent_of_1280(visit: Visiting, path: str) -> None:
    async with visit(path, viewport={"width": 320, "height": 256}) as page:
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        assert await page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_moves_after_it_is_shown(visit: Visiting, path: str) -> None:
    async with visit(path) as page:
        await page.wait_for_load_state("networkidle")

        assert await page.evaluate(SHIFTS) == 0


async def test_a_page_reads_well_without_style_sheets(visit: Visiting) -> None:
    async with visit("about:blank", java_script_enabled=False) as page:
        await page.route("**/*.css*", lambda route: route.fulfill(body="", content_type="text/css"))
        await page.goto("/search?q=kettle.boil")

        text = await page.locator("body").inner_text()
        assert text.index("Castalia") < text.index("Results for") < text.index("kettle.boil(litres")


async def test_the_focus_is_seen_on_every_stop(visit: Visiting) -> None:
    async with visit("/search?q=kettle.boil") as page:
        for _ in range(12):
            await page.keyboard.press("Tab")
            seen = await page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                " || document.activeElement.matches('.box:focus-within input')"
            )
            assert seen, await page.evaluate("document.activeElement.outerHTML")


async def test_who_listens_hears_how_many_results_there_are(visit: Visiting) -> None:
    async with visit("/search?q=kettle.boil") as page:
        shown = await page.locator(".count").inner_text()

        await expect(page.locator("body > [role=status]")).to_have_text(shown)


async def test_print_leaves_out_what_paper_cannot_do(visit: Visiting) -> None:
    async with visit("/search?q=kettle.boil", color_scheme="dark") as page:
        await page.emulate_media(media="print")

        await expect(page.get_by_role("search")).to_be_hidden()
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
