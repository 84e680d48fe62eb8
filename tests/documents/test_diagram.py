"""Drawings inside a page stay to be seen, and can do nothing."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree as ET

from castalia.documents.diagram import MAX_LENGTH
from castalia.documents.parse import parse
from castalia.source.page import Page

DRAWING = (
    '<svg viewBox="0 0 9 9" onload="alert(1)"><style>text { fill: red }</style><script>alert(2)</script>'
    '<foreignObject><iframe src="https://example.org"></iframe></foreignObject><linearGradient id="g"/>'
    '<text x="1" y="2">pour &amp; drink&nbsp;tea</text><use xlink:href="#g"/></svg>'
)


def readable(content: str) -> str:
    """Give what readers see of a page with some content."""
    return parse(
        Page("a.html", f'<div class="body" role="main"><section id="a"><h1>A</h1>{content}</section></div>'), {}
    ).body


def drawings(body: str) -> list[str]:
    """Give the XML of each drawing in a readable page."""
    return [base64.b64decode(data).decode() for data in re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', body)]


def test_a_drawing_becomes_an_image_that_says_what_it_shows() -> None:
    body = readable(DRAWING)

    assert "<svg" not in body
    assert 'alt="pour &amp; drink tea"' in body.replace("\xa0", " ").replace("&nbsp;", " ")
    (drawing,) = drawings(body)
    root = ET.fromstring(drawing)  # noqa: S314  # We wrote it.
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 9 9"
    assert "fill: red" in drawing


def test_nothing_in_a_drawing_acts() -> None:
    (drawing,) = drawings(readable(DRAWING))

    assert not re.search("script|alert|onload|foreignObject|iframe", drawing)


def test_the_words_of_a_drawing_are_words_of_its_section() -> None:
    page = Page("a.html", f'<main><section id="a"><h1>A</h1>{DRAWING}<p>below</p></section></main>')

    assert parse(page, {}).sections[0].text == "pour & drink tea below"


def test_a_drawing_without_end_is_left_out() -> None:
    assert drawings(readable(f"<svg><text>{'x' * MAX_LENGTH}</text></svg>")) == []


def test_many_nested_elements_end_the_drawing_and_not_the_program() -> None:
    (drawing,) = drawings(readable(f"<svg>{'<g>' * 400}<text>deep</text>{'</g>' * 400}</svg>"))

    assert "deep" not in drawing


def test_a_page_cannot_name_a_drawing_in_an_attribute_to_break_out_of_it() -> None:
    body = readable(f"""{DRAWING}<p title='src="diagram-0.svg-data" onclick=alert(1)'>text</p>""")

    assert re.search(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*\sonclick", body) is None


def test_addresses_with_data_stay_forbidden_to_pages() -> None:
    assert "data:" not in readable('<a href="data:text/html,x">x</a><img src="data:text/html,x">')
