"""Which pages a reader can go to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.web.pages.pagination import MAX_PAGE, Pagination, offset_of


def test_the_first_page_leads_on_but_not_back() -> None:
    pages = Pagination(1, 25)

    assert (pages.previous, pages.next, list(pages.numbers)) == (None, 2, [1, 2, 3])


def test_the_last_page_leads_back_but_not_on() -> None:
    pages = Pagination(3, 25)

    assert (pages.previous, pages.next, list(pages.numbers)) == (2, None, [1, 2, 3])


def test_a_page_in_the_middle_offers_three_on_each_side() -> None:
    assert list(Pagination(7, 1000).numbers) == [4, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(("total", "last"), [(0, 1), (10, 1), (11, 2), (7576, MAX_PAGE)])
def test_no_page_is_offered_that_cannot_be_reached(total: int, last: int) -> None:
    assert Pagination(1, total).last == last


@given(st.integers(0, 10_000), st.data())
def test_every_page_offered_holds_results(total: int, data: st.DataObject) -> None:
    last = Pagination(1, total).last
    pages = Pagination(data.draw(st.integers(1, last)), total)

    assert pages.page in pages.numbers
    assert all(number == 1 or offset_of(number) < total for number in pages.numbers)
    assert len(pages.numbers) == min(7, last)
