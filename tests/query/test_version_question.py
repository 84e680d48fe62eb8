"""Questions about versions are told from all others, whatever their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.query.version_question import MAX_LENGTH, Asked, Span, VersionQuestion, read_version_question


@pytest.mark.parametrize(
    ("text", "asked", "version"),
    [
        ("new in 3.12", Asked.ADDED, "3.12"),
        ("What's new in Python 3.12?", Asked.ADDED, "3.12"),
        ("whats new in python 3.12", Asked.ADDED, "3.12"),
        ("python 3.12 new features", Asked.ADDED, "3.12"),
        ("added in v3.13.1", Asked.ADDED, "3.13.1"),
        ("what changed in 3.11", Asked.CHANGED, "3.11"),
        ("3.13 changes", Asked.CHANGED, "3.13"),
        ("removed in 3.12", Asked.REMOVED, "3.12"),
        ("what was removed in 3.13", Asked.REMOVED, "3.13"),
        ("deprecations in 3.14", Asked.DEPRECATED, "3.14"),
    ],
)
def test_a_whole_version_is_asked_about(text: str, asked: Asked, version: str) -> None:
    assert read_version_question(text) == VersionQuestion(asked, span=Span(version=version))


@pytest.mark.parametrize(
    ("text", "asked", "subject", "span"),
    [
        ("what changed in zipfile", Asked.CHANGED, "zipfile", Span()),
        ("zipfile changelog", Asked.CHANGED, "zipfile", Span()),
        ("what's new in asyncio", Asked.CHANGED, "asyncio", Span()),
        ("new in asyncio 3.12", Asked.CHANGED, "asyncio", Span(version="3.12")),
        ("what changed in zipfile since 3.9", Asked.CHANGED, "zipfile", Span(since="3.9")),
        ("asyncio since 3.11", Asked.CHANGED, "asyncio", Span(since="3.11")),
        ("zipfile changes between 3.9 and 3.12", Asked.CHANGED, "zipfile", Span(since="3.9", until="3.12")),
        ("zipfile changes from 3.9 to 3.12", Asked.CHANGED, "zipfile", Span(since="3.9", until="3.12")),
        ("how has zipfile changed", Asked.CHANGED, "zipfile", Span()),
        ("when was str.removeprefix() added?", Asked.ADDED, "str.removeprefix()", Span()),
        ("since when is TaskGroup available", Asked.ADDED, "TaskGroup", Span()),
        ("which version added removeprefix", Asked.ADDED, "removeprefix", Span()),
        ("in which python version was asyncio.run introduced", Asked.ADDED, "asyncio.run", Span()),
        ("removeprefix since which version", Asked.ADDED, "removeprefix", Span()),
        ("what version of python has match statement", Asked.ADDED, "match statement", Span()),
        ("is the imp module deprecated", Asked.DEPRECATED, "imp", Span()),
        ("distutils deprecated", Asked.DEPRECATED, "distutils", Span()),
        ("is imp still supported in 3.12", Asked.REMOVED, "imp", Span(version="3.12")),
        ("when was cgi removed", Asked.REMOVED, "cgi", Span()),
        ("why was asyncore removed", Asked.REMOVED, "asyncore", Span()),
        ("imp replacement", Asked.REMOVED, "imp", Span()),
        ("what replaces distutils", Asked.REMOVED, "distutils", Span()),
        ("what to use instead of imp", Asked.REMOVED, "imp", Span()),
        ("what happened to cgi.escape", Asked.REMOVED, "cgi.escape", Span()),
    ],
)
def test_one_thing_is_asked_about(text: str, asked: Asked, subject: str, span: Span) -> None:
    assert read_version_question(text) == VersionQuestion(asked, subject, span=span)


@pytest.mark.parametrize(
    ("text", "subject", "detail"),
    [
        ("when was the celsius argument added to kettle.boil", "kettle.boil", "celsius"),
        ("when was the celsius parameter of kettle.boil added", "kettle.boil", "celsius"),
    ],
)
def test_a_part_of_a_thing_is_asked_about(text: str, subject: str, detail: str) -> None:
    assert read_version_question(text) == VersionQuestion(Asked.ADDED, subject, detail)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "zipfile",
        "python 3.12",
        "python version",
        "sys.version",
        "what's new",
        "history",
        "available",
        "how to read a file",
        "how do I add a new line",
        "create new list",
        "replace in string",
        "remove duplicates from list",
        "check if key exists",
        "does file exist",
        "what's the difference between list and tuple",
        "what changed in a b c d e f",
        "new in 3.12 " * 30,
        "changed " * 20_000,
        "\0\u202e💥",
    ],
)
def test_other_questions_are_none_about_versions(text: str) -> None:
    assert read_version_question(text) is None


def test_the_length_is_bounded() -> None:
    assert read_version_question("what changed in zipfile" + " " * MAX_LENGTH) is None


WORDS = st.sampled_from(
    "when was is new changed added removed in to of the zipfile 3.12 since between and ? deprecated".split()
)


@given(st.one_of(st.text(max_size=MAX_LENGTH), st.lists(WORDS, max_size=12).map(" ".join)))
def test_any_text_is_read_or_left(text: str) -> None:
    question = read_version_question(text)

    assert question is None or question.subject or question.span != Span()


@pytest.mark.parametrize(
    ("span", "version", "held"),
    [
        (Span(), "anything", True),
        (Span(version="3.9"), "3.9.5", True),
        (Span(version="3.1"), "3.10", False),
        (Span(version="3.9.5"), "3.9", False),
        (Span(since="3.9"), "3.9", False),
        (Span(since="3.9"), "3.9.1", True),
        (Span(since="3.9"), "3.10", True),
        (Span(since="3.9", until="3.10"), "3.10.4", True),
        (Span(since="3.9", until="3.10"), "3.11", False),
        (Span(since="3.9"), "next", False),
        (Span(since="3.9"), "", False),
    ],
)
def test_a_span_holds_the_versions_it_says(span: Span, version: str, *, held: bool) -> None:
    assert span.holds(version) is held
