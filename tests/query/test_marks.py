"""Marks that steer a search are told from what only looks like them."""

from __future__ import annotations

import pytest

from castalia.query.marks import read_marks
from castalia.query.query import Filters


def test_filters_say_where_the_answer_must_come_from() -> None:
    marks = read_marks("sort in:library kind:Function version:3.12 project:django")

    assert marks.filters == Filters("library", "function", "3.12", "django")
    assert marks.rest.strip() == "sort"
    assert len(marks.rest) == len("sort in:library kind:Function version:3.12 project:django")


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("sort -list", ("list",)),
        ('sort -"list of lists" -tuple', ("list of lists", "tuple")),
        ("-m", ()),
        ("-list", ()),
        ("python -version", ()),
        ("venv -m", ()),
        ("python -m venv -clear", ()),
        ("a - b", ()),
        ("--check-hash-based-pycs", ()),
        ("x-y", ()),
        ("x -1", ()),
    ],
)
def test_a_word_is_left_out_only_when_that_is_meant(text: str, excluded: tuple[str, ...]) -> None:
    assert read_marks(text).excluded == excluded


@pytest.mark.parametrize(
    ("text", "phrases", "is_exact"),
    [
        ('"file object"', ("file object",), True),
        ('glossary "file object"', ("file object",), True),
        ('what does "file object" mean', ("file object",), False),
        ('print "hello"', ("hello",), False),
        ('f"x"', (), False),
        ('""', (), False),
        ('"', (), False),
    ],
)
def test_quotes_ask_for_a_phrase_where_the_query_is_little_more(
    text: str, phrases: tuple[str, ...], *, is_exact: bool
) -> None:
    marks = read_marks(text)

    assert (marks.phrases, marks.is_exact) == (phrases, is_exact)


def test_filters_are_read_at_the_edges_of_words_only() -> None:
    assert read_marks("lambda x:y main:z in: kind:").filters == Filters()
