"""A query is understood: a table of what is typed and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.query.parse import MAX_WORDS, parse


@pytest.mark.parametrize(
    ("text", "keys", "words"),
    [
        ("with", ("with",), ["with"]),
        ("is", ("is",), ["is"]),
        ("os.path.join(a, b)", ("ospathjoin",), ["os.path.join", "b"]),
        ("how to read a file in python", ("howtoreadafileinpython", "howtoreadafile"), ["read", "file"]),
        ("python json dumps", ("pythonjsondumps", "jsondumps"), ["json", "dumps"]),
        (":=", (":=",), [":="]),
        ("-m", ("-m",), ["-m"]),
        ("", (), []),
        ("   ", (), []),
        ("\0with\0", ("with",), ["with"]),
    ],
)
def test_a_query_is_understood(text: str, keys: tuple[str, ...], words: list[str]) -> None:
    query = parse(text)

    assert query.keys == keys
    assert [word[0] for word in query.words] == words


def test_names_are_looked_for_among_the_words() -> None:
    query = parse("example of asyncio TaskGroup please")

    assert "asynciotaskgroup" in query.phrases
    assert "of" not in query.phrases


@given(st.text(max_size=500))
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)

    assert len(query.words) <= MAX_WORDS
    assert all(query.keys)
