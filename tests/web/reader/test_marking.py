"""The terms of a query in a stored page."""

from __future__ import annotations

import time

import pytest

from castalia.web.reader.marking import MAX_MARKS, OFTEN, mark_terms


@pytest.mark.parametrize(
    ("html", "query", "expected"),
    [
        ("<p>Watered well</p>", "watering", "<p><mark>Watered</mark> well</p>"),
        ("<p>a water can</p>", "water", "<p>a <mark>water</mark> can</p>"),
        ('<a title="water > sun" href="#water">sun</a>', "water", '<a title="water > sun" href="#water">sun</a>'),
        ("<p>a &lt;b&gt; water &amp; sun</p>", "water", "<p>a &lt;b&gt; <mark>water</mark> &amp; sun</p>"),
        ("<p>x := 1</p>", ":=", "<p>x <mark>:=</mark> 1</p>"),
        ("<p>nothing</p>", "water", "<p>nothing</p>"),
        ("<p>as it is</p>", "", "<p>as it is</p>"),
        (
            "<span>seeds.</span><span>sow</span>",
            "seeds.sow",
            "<span><mark>seeds</mark>.</span><span><mark>sow</mark></span>",
        ),
    ],
)
def test_what_was_searched_for_is_marked_and_nothing_else_changes(html: str, query: str, expected: str) -> None:
    assert mark_terms(html, query) == expected


def test_hostile_queries_bring_nothing_into_a_page() -> None:
    html = "<p>water</p>"

    for query in ("<script>alert(1)</script>", '"><img src=x>', "(?:(a+)+)$", "[", "\\", "\u202e", "<mark>"):
        assert mark_terms(html, query) == html


def test_what_a_page_says_everywhere_is_not_marked_beside_what_it_says_once() -> None:
    marked = mark_terms("<p>json</p>" * OFTEN + "<p>dumps</p>", "json.dumps")

    assert marked.count("<mark>") == 1
    assert "<mark>dumps</mark>" in marked


def test_what_a_page_says_everywhere_is_marked_when_nothing_else_was_asked() -> None:
    assert mark_terms("<p>json</p>" * OFTEN, "json").count("<mark>") == OFTEN


def test_a_large_page_is_marked_in_time_and_not_without_end() -> None:
    html = "<p>Pour water on the seeds, and wait &amp; see what grows.</p>\n" * 40_000
    started = time.process_time()

    assert mark_terms(html, "water").count("<mark>") == MAX_MARKS
    assert time.process_time() - started < 5
