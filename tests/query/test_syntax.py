"""Syntax that has no name is known by what the general index calls it, and words are known to be none at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from castalia.query.syntax import SYNTAX, index_entries


@given(st.lists(st.sampled_from(["a", "b", "else", "for", "if", "in", "lambda", "except", "rb", "öl"])).map(" ".join))
@example("a if b else c")
@example("except")
def test_words_are_syntax_where_a_pattern_says_so(text: str) -> None:
    expected = next((entries for pattern, entries in SYNTAX if pattern.fullmatch(text)), ())

    assert index_entries(text) == expected


@pytest.mark.parametrize(("text", "entry"), [("x if y else z", "conditional expression"), ("[]", "list displays")])
def test_what_is_typed_is_told_by_its_entry(text: str, entry: str) -> None:
    assert index_entries(text)[0] == entry
