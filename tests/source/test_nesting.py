"""Depth is measured before parsing, in time that a forged page cannot stretch."""

from __future__ import annotations

import time

import pytest

from castalia.errors import DocumentError
from castalia.source.nesting import MAX_DEPTH, check_depth, is_too_deep

DEEP = 100_000
SECONDS = 5.0
"""A parser takes a quarter of an hour; the measurement takes a tenth of a second."""


def test_a_page_with_deep_elements_is_refused_by_name() -> None:
    with pytest.raises(DocumentError, match=r"library/deep\.html nests elements more than 512 deep and was left out"):
        check_depth("<div>" * DEEP + "</div>" * DEEP, path="library/deep.html")


@pytest.mark.parametrize(
    "html",
    [
        "<p>words</p>" * DEEP,
        "<ul>" + "<li>words" * DEEP + "</ul>",
        "<br><img src='a.png'>" * DEEP,
        "<!-- " + "<div>" * DEEP + " -->",
        "<script>" + "a<b;" * DEEP + "</script>",
        "<div>" * MAX_DEPTH + "</div>" * MAX_DEPTH,
        "<DIV></div>" * DEEP,
    ],
)
def test_a_long_page_is_no_deep_page(html: str) -> None:
    assert not is_too_deep(html)


@pytest.mark.parametrize(
    "html",
    [
        "<div></x>" * DEEP,
        "<!-- </div> --><div>" * DEEP,
        "<div title='</div>'>" * DEEP,
        "<script></div></script><div>" * DEEP,
        "<ul><li>" * DEEP,
        "<DIV><div>" * DEEP,
    ],
)
def test_end_tags_that_end_nothing_hide_no_depth(html: str) -> None:
    assert is_too_deep(html)


@pytest.mark.parametrize("piece", ["<!--", "<script", "<", '<a ">', "<a '", "<a b='", "</x>", "<a", "<div"])
def test_a_forged_page_costs_no_more_than_its_length(piece: str) -> None:
    started = time.process_time()

    is_too_deep(piece * (2_000_000 // len(piece)))

    assert time.process_time() - started < SECONDS
