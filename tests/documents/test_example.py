"""Blocks of code keep their words, their language and, for Python, the names they use."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from castalia.documents.example import MAX_CODE, Example, ExampleReader
from castalia.documents.parse import parse
from castalia.source.page import Page


def example(html: str) -> Example | None:
    """Give the example of a page with one block."""
    parser = LexborHTMLParser(html)
    node = parser.css_first("pre")
    assert node is not None
    return ExampleReader({}).read(node)


def highlighted(language: str, code: str) -> str:
    """Give a block as Sphinx writes it."""
    return f'<div class="highlight-{language} notranslate"><div class="highlight"><pre>{code}\n</pre></div></div>'


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("python3", "tea.pour()", ("python", ("tea.pour",))),
        ("default", "tea.pour()", ("python", ("tea.pour",))),
        ("default", "pour some tea, please", ("text", ())),
        ("default", "&gt;&gt;&gt; tea.pour()\n1", ("python", ("tea.pour",))),
        ("pycon", "&gt;&gt;&gt; tea.pour(\n", ("python", ())),
        ("default", "Traceback (most recent call last)\n  x", ("traceback", ())),
        ("c", "int x = tea.pour();", ("c", ())),
        ("none", "x = 1", ("text", ())),
        ("shell-session", "$ teapot", ("shell", ())),
    ],
)
def test_the_language_is_what_the_author_said_and_the_code_confirms(
    language: str, code: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    found = example(highlighted(language, code))

    assert found is not None
    assert (found.language, found.names) == expected


def test_a_block_with_numbered_lines_is_a_block() -> None:
    block = '<td class="code"><div class="highlight"><pre>x()</pre></div></td>'
    html = f'<div class="highlight-python"><table class="highlighttable"><tr>{block}</tr></table></div>'

    assert example(html) == Example("python", "x()", ())


def test_a_grammar_is_no_example() -> None:
    assert example('<div><pre>tea ::= "leaves" "water"</pre></div>') is None


def test_an_endless_listing_is_no_example() -> None:
    assert example(highlighted("python", "x\n" * MAX_CODE)) is None


def test_an_endless_listing_keeps_every_word_in_the_text_of_its_section() -> None:
    listing = highlighted("python", "x\n" * MAX_CODE + "the_last_word")
    page = Page("a.html", f'<main><section id="grammar"><h1>Grammar</h1>{listing}</section></main>')

    (section,) = parse(page, {}).sections

    assert section.examples == ()
    assert section.text.endswith("x the_last_word")
    assert len(section.text) > MAX_CODE
