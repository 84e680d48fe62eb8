"""A correction is always said, and what was typed can be searched for instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.shown_page import show

if TYPE_CHECKING:
    import httpx2

pytestmark = pytest.mark.anyio


async def test_a_page_says_what_it_shows_instead_and_leads_back(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seeds.sew"})

    assert page.texts(".corrected strong") == ["seeds.sow"]
    assert page.values(".corrected a") == ["/search?q=seeds.sew&exact=1"]
    assert page.texts("h2 a")[0] == "seeds.sow(rows)"


async def test_the_way_back_searches_for_what_was_typed(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search?q=seeds.sew&exact=1")

    assert page.all(".corrected") == []


async def test_a_program_is_told_of_a_correction_and_can_refuse_it(client: httpx2.AsyncClient) -> None:
    corrected = (await client.get("/api/v1/search", params={"q": "seeds.sew"})).json()
    verbatim = (await client.get("/api/v1/search", params={"q": "seeds.sew", "verbatim": "true"})).json()

    assert corrected["query"] == verbatim["query"] == "seeds.sew"
    assert corrected["corrected"] == "seeds.sow"
    assert corrected["results"][0]["name"] == "seeds.sow"
    assert verbatim["corrected"] is None


async def test_a_correction_is_text_and_no_markup(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "<b>seeds.sew</b>"})

    assert page.all("main b") == []
