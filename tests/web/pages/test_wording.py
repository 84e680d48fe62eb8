"""How values read."""

from __future__ import annotations

import pytest

from castalia.search.results import Total
from castalia.web.pages.wording import (
    beginning,
    code_spans,
    duration,
    result_count,
    sentence,
    short_title,
    signature,
    snippet,
)


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (Total(0, "eq"), "0 results"),
        (Total(1, "eq"), "1 result"),
        (Total(10, "eq"), "10 results"),
        (Total(1230, "eq"), "About 1,230 results"),
        (Total(10, "gte"), "About 10 results"),
    ],
)
def test_only_a_small_count_claims_to_be_exact(total: Total, words: str) -> None:
    assert result_count(total) == words


@pytest.mark.parametrize(("milliseconds", "words"), [(0.4, "under 1 ms"), (4.4, "4 ms"), (1234.5, "1,234 ms")])
def test_a_duration_is_given_in_whole_milliseconds(milliseconds: float, words: str) -> None:
    assert duration(milliseconds) == words


def test_a_message_shows_code_and_escapes_the_rest() -> None:
    assert code_spans("run `castalia index <x>` & wait") == "run <code>castalia index &lt;x&gt;</code> &amp; wait"


@pytest.mark.parametrize(("text", "shown"), [("it is gone", "it is gone."), ("Gone.", "Gone."), ("Gone?", "Gone?")])
def test_a_message_ends_as_a_sentence_does(text: str, shown: str) -> None:
    assert sentence(text) == shown


def test_a_heading_shows_the_beginning_of_a_long_query() -> None:
    assert beginning("a" * 80) == "a" * 80
    assert beginning("a" * 78 + " b c") == "a" * 78 + "…"


def test_a_signature_breaks_after_its_dots_and_its_parenthesis() -> None:
    assert signature("sow(rows=(1, 2))", "garden.Bed.sow") == (
        '<span class="owner">garden.<wbr>Bed.<wbr></span><strong>sow</strong>(<wbr>rows=(1, 2))'
    )


def test_a_hostile_signature_is_text() -> None:
    assert signature("sow(<b>)", "sow") == "<strong>sow</strong>(<wbr>&lt;b&gt;)"


@pytest.mark.parametrize(
    ("title", "shown"), [("os — Miscellaneous", "os"), ("Files and Directories", "Files and Directories"), ("", "")]
)
def test_a_module_is_called_by_its_name_alone(title: str, shown: str) -> None:
    assert short_title(title) == shown


def test_a_snippet_keeps_its_marks_and_no_other_tag() -> None:
    html = '<mark>a</mark> &lt; <b>b</b> <mark onclick="x">c</mark> <img src=x>'

    assert snippet(html) == '<mark>a</mark> &lt; &lt;b>b&lt;/b> &lt;mark onclick="x">c</mark> &lt;img src=x>'
