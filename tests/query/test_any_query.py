"""Whatever is typed or pasted: it is understood as something, within bounds of words and of time."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from castalia.query.parse import MAX_WORDS, parse
from castalia.text.tokens import terms

LONGEST = 500

SYNTAX = st.sampled_from(
    "\" ' ` ( ) [ ] { } < > : := == -> - -- . .. ... , ; @ # % %s $ & * ** + / // \\ | ~ ^ ? ! _ __ = \n \t \r\n "
    "in: kind: version: project: not and or NEAR AND OR NOT >>> python -m --help def class import from Error "
    "Traceback File line 3.13 os.path.join __init__ TypeError: how to what is the".split(" ")
)
TYPED = st.lists(st.text(max_size=12) | SYNTAX, max_size=60).map(lambda parts: " ".join(parts)[:LONGEST])
LANGUAGES = st.sampled_from(["en", "de", "fr", "ja", "zh-cn", "tr", "xx", ""])

PIECES = (
    *(" ", "a", "a.", "_", "-", '"', "(", "[", "in ", "in python ", "how to ", "what is ", "Error: ", "kind:", "\n"),
    *(
        "\u0300",
        "\u202e",
        "🐍",
        "İ",
        "ß",
        "ﷺ",
        "a=b ",
        "import a.",
        ">>> ",
        "%s",
        "\\",
        "9.9",
        "class ",
        "def -",
        "a-",
        "?",
    ),
)
"""What makes regular expressions go back and forth."""

FAR_TOO_LONG = 0.5
"""Seconds of computing; the slowest of these takes a fiftieth of it."""


def check(text: str, language: str) -> None:
    """Understand a text, and see to it that what comes of it is bounded."""
    query = parse(text, language)
    assert len(query.words) <= MAX_WORDS
    assert all(term.strip() for word in query.words for term in word)
    assert len(terms(text, language)) <= 4 * LONGEST


@given(TYPED, LANGUAGES)
def test_anything_is_understood_within_bounds(text: str, language: str) -> None:
    check(text, language)


@given(TYPED)
def test_the_same_text_is_understood_in_the_same_way(text: str) -> None:
    assert parse(text, "en") == parse(text, "en")


@pytest.mark.soak
@settings(max_examples=50_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(TYPED, LANGUAGES)
def test_anything_is_understood_at_length(text: str, language: str) -> None:
    check(text, language)


@pytest.mark.parametrize("second", PIECES)
def test_no_repetition_takes_long(second: str) -> None:
    for first in PIECES:
        for text in (first + second) * LONGEST, first * (LONGEST // 2) + second * LONGEST, second + first * LONGEST:
            start = time.process_time()
            check(text[:LONGEST], "en")
            assert time.process_time() - start < FAR_TOO_LONG, text[:20]


def test_the_pieces_make_many_different_texts() -> None:
    assert len({(first + second)[:LONGEST] for first, second in itertools.product(PIECES, repeat=2)}) > 500
