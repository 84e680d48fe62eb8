"""The keys: they lead to the box, they explain themselves, and they can be switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from playwright.async_api import Page

    Visiting = Callable[..., AbstractAsyncContextManager[Page]]

READING = "/docs/3.1/library/kettle.html"


@pytest.mark.parametrize("key", ["/", "Control+k"])
async def test_a_key_leads_to_the_box_and_selects_what_is_there(visit: Visiting, key: str) -> None:
    async with visit("/search?q=kettle.boil") as page:
        await page.keyboard.press(key)
        await page.keyboard.type("tea")

        await expect(page.get_by_label("Search the documentation")).to_have_value("tea")


async def test_no_key_steals_what_is_typed(visit: Visiting) -> None:
    async with visit("/") as page:
        await page.get_by_label("Search the documentation").press_sequentially("a/b?c")

        await expect(page.get_by_label("Search the documentation")).to_have_value("a/b?c")
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_question_mark_shows_the_keys_and_escape_closes_them(visit: Visiting) -> None:
    async with visit(READING) as page:
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys and colours")).to_contain_text("Search in a new tab")
        await page.keyboard.press("Escape")

        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_single_keys_can_be_switched_off_for_good(visit: Visiting) -> None:
    async with visit(READING) as page:
        await page.keyboard.press("?")
        await page.get_by_label("The keys / and ?").uncheck()
        await page.keyboard.press("Escape")
        await page.reload()
        await page.keyboard.press("/")
        await page.keyboard.press("?")

        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.get_by_label("Search the documentation")).not_to_be_focused()


async def test_the_colours_follow_the_system_until_others_are_chosen(visit: Visiting) -> None:
    async with visit("/", color_scheme="light") as page:
        light = await background(page)
        await page.emulate_media(color_scheme="dark")
        dark = await background(page)
        await page.get_by_role("button", name="Keys and colours").click()
        await page.get_by_label("Light").check()

        assert light != dark
        assert await background(page) == light
        await page.reload()
        assert await background(page) == light


async def background(page: Page) -> str:
    """Give the colour of the paper."""
    return str(await page.evaluate("getComputedStyle(document.body).backgroundColor"))


async def test_without_scripts_no_button_stands_there_in_vain(visit: Visiting) -> None:
    async with visit("/", java_script_enabled=False) as page:
        await expect(page.get_by_role("button")).to_have_count(1)


async def test_what_is_chosen_moves_nothing_for_who_wants_no_motion(visit: Visiting) -> None:
    async with visit("/", reduced_motion="reduce") as page:
        moving = (
            "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s').length"
        )
        assert await page.evaluate(moving) == 0
