"""Snippets are safe and show why."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from castalia.search.snippets import LENGTH, snippet

LONG = "Tea is made of leaves. " * 40 + "A samovar keeps tea hot. " + "Cups are made of clay. " * 40


def test_the_passage_with_the_rarest_terms_is_shown() -> None:
    shown = snippet(LONG, {"tea": 1.0, "samovar": 5.0})

    assert "<mark>samovar</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_text_without_the_terms_shows_its_beginning() -> None:
    assert snippet(LONG, {"coffee": 1.0}).startswith("Tea is made of leaves.")


def test_a_stem_marks_the_whole_word() -> None:
    assert snippet("Boiling water.", {"boil": 1.0}) == "<mark>Boiling</mark> water."


def test_words_that_only_begin_like_a_term_do_not_choose_the_passage() -> None:
    text = "Filters fill the form. " * 40 + "A file holds tea. " + "Cups are made of clay. " * 40

    assert "<mark>file</mark> holds" in snippet(text, {"file": 1.0})


def test_a_term_of_two_letters_is_a_word_and_no_part_of_one() -> None:
    text = "Opera and operation. " * 40 + "Call os.open or an os_call. " + "Cups are made of clay. " * 40

    assert "Call <mark>os.open</mark> or an <mark>os_call</mark>" in snippet(text, {"os": 1.0})


def test_two_neighbouring_characters_of_writing_without_spaces_are_found_within_it() -> None:
    text = (
        "Tea is made of leaves. " * 40 + "\u300c\u8fd9\u662f\u4e2d\u6587\u6587\u672c\u300d means tea. " + "Cups. " * 40
    )

    assert "<mark>\u8fd9\u662f\u4e2d\u6587\u6587\u672c</mark>" in snippet(text, {"\u4e2d\u6587": 1.0})


def test_a_passage_with_all_words_is_shown_before_one_with_some_of_them_more_often() -> None:
    text = "Tea, tea and tea. " * 30 + "A samovar for tea in a cup. " + "Tea. " * 90

    shown = snippet(text, {"tea": 1.0, "samovar": 1.0, "cup": 1.0})

    assert "<mark>samovar</mark> for <mark>tea</mark> in a <mark>cup</mark>" in shown


def test_what_a_page_says_cannot_become_markup() -> None:
    assert snippet("<b>bold</b> & <mark>", {"bold": 1.0}) == "&lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp; &lt;mark&gt;"


@given(st.text(max_size=2000), st.lists(st.sampled_from(["a", "b", "the", "<", "x"]), max_size=4))
def test_a_snippet_is_a_passage_of_its_text(text: str, wanted: list[str]) -> None:
    shown = snippet(text, dict.fromkeys(wanted, 1.0))

    bare = unescape(re.sub(r"</?mark>", "", shown))
    assert bare.removeprefix("… ").removesuffix(" …") in text
    assert len(bare) <= LENGTH + 4
