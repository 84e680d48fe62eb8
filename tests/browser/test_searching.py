"""What people do on the pages, in a real browser: with scripts and without, on a phone and on a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.browser.visit import NARROW, WIDE

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from playwright.async_api import Page

    Visiting = Callable[..., AbstractAsyncContextManager[Page]]

VISITORS: list[dict[str, Any]] = [
    {"java_script_enabled": True, "viewport": WIDE, "color_scheme": "light"},
    {"java_script_enabled": True, "viewport": NARROW, "color_scheme": "dark"},
    {"java_script_enabled": False, "viewport": WIDE, "color_scheme": "dark"},
    {"java_script_enabled": False, "viewport": NARROW, "color_scheme": "light"},
]

every_visitor = pytest.mark.parametrize(
    "visitor", VISITORS, ids=["scripts-wide", "scripts-narrow", "plain-wide", "plain-narrow"]
)


@every_visitor
async def test_a_search_from_the_first_letter_to_the_page_itself(visit: Visiting, visitor: dict[str, Any]) -> None:
    async with visit(**visitor) as page:
        await page.get_by_label("Search the documentation").fill("kettle.boil")
        await page.keyboard.press("Enter")
        await expect(page.locator(".card h2")).to_contain_text("kettle.boil(litres")
        await page.get_by_role("link", name="Read kettle.boil here").click()

        await expect(page).to_have_url("/docs/3.1/library/kettle.html?highlight=kettle.boil#kettle.boil")
        await expect(page.locator("mark").first).to_be_visible()
        assert await page.evaluate("scrollY") > 0 or await page.evaluate("document.body.scrollHeight <= innerHeight")


@every_visitor
async def test_a_typo_is_corrected_and_the_way_back_is_one_click(visit: Visiting, visitor: dict[str, Any]) -> None:
    async with visit("/search?q=kettle.biol", **visitor) as page:
        await expect(page.locator(".corrected")).to_contain_text("kettle.boil")
        await expect(page.get_by_label("Search the documentation")).to_have_value("kettle.biol")
        await page.get_by_role("link", name="kettle.biol").click()

        await expect(page.locator(".corrected")).to_have_count(0)
        await expect(page).to_have_url("/search?q=kettle.biol&exact=1")


@every_visitor
async def test_the_version_is_switched_and_the_query_stays(visit: Visiting, visitor: dict[str, Any]) -> None:
    async with visit("/search?q=kettle.boil", **visitor) as page:
        await page.get_by_role("link", name="3.0", exact=True).click()
        await expect(page.locator(".count")).to_contain_text("in Python 3.0.2")
        await page.get_by_label("Version to search in").select_option("Python 3.1 (newest)")
        await page.get_by_role("button", name="Search").click()

        await expect(page.locator(".count")).to_contain_text("in Python 3.1.4")
        await expect(page.get_by_label("Search the documentation")).to_have_value("kettle.boil")


@every_visitor
async def test_pages_of_results_are_turned_forth_and_back(visit: Visiting, visitor: dict[str, Any]) -> None:
    async with visit("/search?q=water&version=moss%401.0", **visitor) as page:
        await page.get_by_role("link", name="Next").click()
        await expect(page.locator(".count")).to_contain_text("page 2")
        await page.go_back()

        await expect(page.locator(".count")).not_to_contain_text("page")
        await expect(page.get_by_label("Search the documentation")).to_have_value("water")


@every_visitor
async def test_nothing_found_offers_ways_on(visit: Visiting, visitor: dict[str, Any]) -> None:
    async with visit("/search?q=zzyzx", **visitor) as page:
        await page.get_by_role("link", name="contents of Python 3.1.4").click()

        await expect(page.get_by_role("heading", name="Teapot handbook")).to_be_visible()


async def test_the_place_that_is_read_is_found_in_a_version_where_its_page_lies_elsewhere(visit: Visiting) -> None:
    async with visit("/docs/3.1/library/kettle.html#kettle.boil") as page:
        await page.get_by_role("link", name="3.0", exact=True).click()
        await expect(page).to_have_url("/docs/3.0/equipment/kettle.html#kettle.boil")
        await page.get_by_role("link", name="3.1", exact=True).click()

        await expect(page).to_have_url("/docs/3.1/library/kettle.html#kettle.boil")


async def test_without_scripts_the_page_is_found_in_the_other_version(visit: Visiting) -> None:
    async with visit("/docs/3.1/library/kettle.html#kettle.boil", java_script_enabled=False) as page:
        await page.get_by_role("link", name="3.0", exact=True).click()

        await expect(page).to_have_url("/docs/3.0/equipment/kettle.html")


async def test_what_is_not_there_yet_is_said_to_be_in_the_later_version(visit: Visiting) -> None:
    async with visit("/search?q=what%27s+new+in+teapot+3.1&version=3.0") as page:
        await page.get_by_role("link", name="3.1", exact=True).first.click()

        await expect(page.locator(".count")).to_contain_text("in Python 3.1.4")
