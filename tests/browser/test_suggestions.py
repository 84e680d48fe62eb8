"""What is suggested while somebody types, by the pattern of an editable combobox with a list."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.browser.test_access import violations

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from playwright.async_api import Locator, Page, Route

    Visiting = Callable[..., AbstractAsyncContextManager[Page]]


TYPE_AT_ONCE = """words => {
  const input = document.querySelector("input[name=q]");
  for (const letter of words) {
    input.value += letter;
    input.dispatchEvent(new InputEvent("input"));
  }
}"""


def box_of(page: Page) -> Locator:
    """Give the search box."""
    return page.get_by_role("combobox", name="Search the documentation")


def options_of(page: Page) -> Locator:
    """Give what is suggested."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


async def test_a_suggestion_is_chosen_with_the_arrow_keys(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).press_sequentially("kettle.b")
        await expect(options_of(page).first).to_contain_text("kettle.boil")
        await expect(box_of(page)).to_have_attribute("aria-expanded", "true")
        await page.keyboard.press("ArrowDown")

        chosen = options_of(page).and_(page.get_by_role("option", selected=True))
        await expect(box_of(page)).to_have_attribute("aria-activedescendant", str(await chosen.get_attribute("id")))
        await expect(box_of(page)).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("main h2").first).to_contain_text("kettle.boil")


async def test_the_number_of_suggestions_is_announced(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).press_sequentially("kettle.max")

        await expect(page.locator("body > [role=status]")).to_have_text("1 suggestion")


async def test_the_list_goes_round_through_what_was_typed(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).press_sequentially("kettle.max")
        await expect(options_of(page)).to_have_count(1)
        await page.keyboard.press("ArrowUp")
        await expect(box_of(page)).to_have_value("kettle.MAX_LITRES")
        await page.keyboard.press("ArrowUp")

        await expect(box_of(page)).to_have_value("kettle.max")
        await expect(options_of(page).and_(page.get_by_role("option", selected=True))).to_have_count(0)


async def test_escape_closes_the_list_then_clears_the_box_then_leaves_it(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).press_sequentially("kettle")
        await expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
        await expect(box_of(page)).to_have_value("kettle")
        await page.keyboard.press("Escape")
        await expect(box_of(page)).to_have_value("")
        await page.keyboard.press("Escape")

        await expect(box_of(page)).not_to_be_focused()


async def test_control_enter_searches_in_a_new_tab(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).fill("kettle.boil")
        async with page.context.expect_page() as opened:
            await page.keyboard.press("Control+Enter")
        other = await opened.value
        await other.wait_for_load_state()

        assert "/search?q=kettle.boil" in other.url
        assert page.url.endswith("/")


async def test_a_suggestion_is_chosen_with_the_mouse(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).fill("kettle.max")
        await options_of(page).click()

        await expect(page.locator("main h2").first).to_contain_text("kettle.MAX_LITRES")


async def test_an_exclamation_mark_leads_straight_to_the_best_result(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).fill("!kettle.boil")
        await page.keyboard.press("Enter")

        await expect(page).to_have_url("/docs/3.1/library/kettle.html?highlight=kettle.boil#kettle.boil")


async def test_an_operator_with_an_exclamation_mark_is_searched_for(visit: Visiting) -> None:
    async with visit("/") as page:
        await box_of(page).fill("!=")
        await page.keyboard.press("Enter")

        await expect(page).to_have_url("/search?q=%21%3D&version=")


async def test_an_answer_to_what_is_no_longer_asked_is_dropped(visit: Visiting) -> None:
    held: list[Route] = []
    arrived = asyncio.Event()

    async def hold(route: Route) -> None:
        held.append(route)
        arrived.set()

    async with visit("/") as page:
        await page.route(re.compile(r"suggest\?q=ke$"), hold)
        await box_of(page).press_sequentially("ke")
        async with asyncio.timeout(20):
            await arrived.wait()
        await box_of(page).press_sequentially("ttle.max")
        await expect(options_of(page)).to_have_text([re.compile("kettle.MAX_LITRES")])
        await held[0].abort()

        await expect(options_of(page)).to_have_count(1)


async def test_one_pause_asks_once(visit: Visiting) -> None:
    async with visit("/") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
        # At once, since on a busy machine even a fast typist pauses.
        await page.evaluate(TYPE_AT_ONCE, "kettle.max")
        await expect(options_of(page)).to_have_count(1)

        assert len(asked) == 1


async def test_suggestions_can_be_switched_off(visit: Visiting) -> None:
    async with visit("/") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
        await page.get_by_role("button", name="Keys and colours").click()
        await page.get_by_label("Suggest names and headings").uncheck()
        await page.keyboard.press("Escape")
        await box_of(page).press_sequentially("kettle.boil", delay=30)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")

        await expect(page.locator("main h2").first).to_contain_text("kettle.boil")
        assert asked == []


async def test_axe_finds_nothing_in_open_suggestions(visit: Visiting) -> None:
    async with visit("/", color_scheme="dark") as page:
        await box_of(page).press_sequentially("kettle")
        await expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
        await page.keyboard.press("ArrowDown")

        assert await violations(page) == []


async def test_a_suggestion_that_is_hostile_is_text(visit: Visiting) -> None:
    async with visit("/search?q=greet&version=moss%401.0") as page:
        await box_of(page).fill("greet with")

        await expect(options_of(page).first).to_contain_text("<script>alert(1)</script>")
