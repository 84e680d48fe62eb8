"""The answer at a glance, as a browser without scripts sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.shown_page import show

if TYPE_CHECKING:
    import httpx2


async def test_a_name_is_answered_with_its_signature_and_what_it_does(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seeds.sow"})

    assert page.texts(".card h2") == ["seeds.sow(rows)"]
    assert page.values(".card h2 a") == ["https://docs.python.org/3.13/library/seeds.html#seeds.sow"]
    assert page.texts(".card .kind") == ["function"]
    assert page.texts(".card .trail span") == ["library", "seeds"]
    assert "Put a seed into each of the rows" in page.html(".card")
    assert page.values(".card .where a") == ["/docs/3.13/library/seeds.html?highlight=seeds.sow#seeds.sow"]


async def test_what_the_card_shows_is_not_shown_again_below(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seeds.sow"})

    shown = page.values("main h2 a")
    assert shown[0] == "https://docs.python.org/3.13/library/seeds.html#seeds.sow"
    assert len(shown) == len(set(shown))


async def test_a_module_is_answered_with_what_it_is_for(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seeds"})

    assert page.texts(".card .kind") == ["module"]
    assert "sows what later becomes a garden" in page.html(".card")


async def test_a_library_that_is_not_part_of_it_is_called_so(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "numpy"})

    assert page.texts(".card h2") == ["numpy is not in the standard library"]
    assert page.values(".card a") == ["https://pypi.org/project/numpy/"]


async def test_where_it_is_not_clear_what_is_asked_there_is_no_card(client: httpx2.AsyncClient) -> None:
    assert (await show(client, "/search", {"q": "pour water on the seeds"})).all(".card") == []


async def test_only_the_first_page_has_a_card(client: httpx2.AsyncClient) -> None:
    assert (await show(client, "/search", {"q": "watering", "page": 2})).all(".card") == []


async def test_results_of_one_page_stand_together(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "water"})

    assert len(page.all(".hits > li")) == 1
    assert len(page.all(".hits article")) == 10
    assert len(page.all(".hits .trail")) == 1


async def test_each_result_says_why_it_stands_there_when_that_is_asked(client: httpx2.AsyncClient) -> None:
    (link,) = (await show(client, "/search", {"q": "water"})).values("a[rel=nofollow]")
    page = await show(client, str(link))

    assert len(page.all(".why")) == 10
    first = page.all(".why")[0]
    shares = [float(cell.text()) for cell in first.css("td:last-child")]
    assert first.css("summary")[0].text() == f"Why here: {sum(shares):.2f}"
    assert (await show(client, "/search", {"q": "water"})).all(".why") == []


async def test_an_explanation_is_of_every_result_also_of_the_one_on_the_card(client: httpx2.AsyncClient) -> None:
    plain = await show(client, "/search", {"q": "seeds.sow"})
    explained = await show(client, "/search", {"q": "seeds.sow", "explain": "true"})

    assert plain.texts(".card h2")[0] not in plain.texts(".hits h2")
    assert explained.texts(".hits h2")[0] == explained.texts(".card h2")[0]
    assert len(explained.all(".hits details")) == len(explained.all(".hits article"))
