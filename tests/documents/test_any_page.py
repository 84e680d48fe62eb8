"""Whatever a page is made of: it is taken apart or refused, and nothing of it can do anything to a reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from castalia.documents.document import Symbol
from castalia.documents.parse import parse
from castalia.errors import DocumentError
from castalia.source.page import Page

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.sampled_from(
    "section div dl dt dd p h1 h2 h3 ul li table tr td pre span a em code blockquote svg math".split()
)
FORBIDDEN = (
    "script",
    "style",
    "iframe",
    "object",
    "form",
    "input",
    "base",
    "meta",
    "template",
    "noscript",
    "plaintext",
)
HOSTILE = st.sampled_from(FORBIDDEN)
CLASSES = st.sampled_from(
    [
        *("py function", "py class", "sig sig-object py", "sig-name descname", "std option", "versionadded", "body"),
        *("deprecated", "highlight-python3 notranslate", "toctree-wrapper", "headerlink", "admonition seealso"),
    ]
)
IDS = st.sampled_from(["a", "os.path.join", "module-os", "", "é", "a b", '"', "x" * 300])
LINKS = st.sampled_from(
    [
        *("#a", "../b.html#c", "//e.example", "%zz", "\x00", "data:text/html,x"),
        *("javascript:alert(1)", "java\nscript:alert(1)", " JavaScript:alert(1)"),
    ]
)
WORDS = st.text(max_size=20) | st.sampled_from(["New in version 3.9.", "&lt;script&gt;", "<!--", "-->", "]]>", "&#0;"])


@st.composite
def element(draw: st.DrawFn, content: st.SearchStrategy[str]) -> str:
    """Give an element that may be hostile, and may not be closed."""
    name = draw(NAMES | HOSTILE)
    attributes = {
        "class": draw(st.none() | CLASSES),
        "id": draw(st.none() | IDS),
        "href": draw(st.none() | LINKS),
        "src": draw(st.none() | LINKS),
        "onclick": draw(st.none() | st.just("alert(1)")),
        "style": draw(st.none() | st.just("background:url(javascript:1)")),
    }
    given_attributes = "".join(f' {key}="{value}"' for key, value in attributes.items() if value is not None)
    inner = "".join(draw(st.lists(content, max_size=4)))
    return f"<{name}{given_attributes}>{inner}{draw(st.sampled_from(['', f'</{name}>', '</p>', '</section>']))}"


MARKUP = st.recursive(WORDS, element, max_leaves=25)

DECLARED = {
    "": [Symbol("os", "py:module", "")],
    "os.path.join": [Symbol("os.path.join", "py:function", "os.path.join")],
}


def is_dangerous(name: str, value: str) -> bool:
    """Tell whether an attribute could do something; an image that is drawn in place is none that could."""
    address = re.sub(r"[\x00-\x20]", "", value).lower()
    runs = address.startswith(("javascript:", "vbscript:", "data:")) and not address.startswith("data:image/")
    return runs or name.startswith("on") or name == "style"


def check(html: str) -> None:
    """Take a page apart, unless it is refused, and look at every promise."""
    try:
        document = parse(Page("library/os.html", html), DECLARED)
    except DocumentError:
        return
    for node in LexborHTMLParser(f"<body>{document.body}").css("body *"):
        assert node.tag not in FORBIDDEN
        assert [name for name, value in node.attributes.items() if is_dangerous(name, value or "")] == []
    count = len(document.sections)
    assert count
    assert all(0 <= link.section < count for link in document.links)
    assert all(0 <= place < count for place in document.anchors.values())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(MARKUP)
def test_any_markup_is_taken_apart_or_refused(markup: str) -> None:
    check(f'<html><body><div class="body" role="main">{markup}</div></body></html>')


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_apart_or_refused(content: bytes) -> None:
    check(content.decode("utf-8", "replace"))


@pytest.fixture(scope="module")
def pages(handbook: Path) -> list[str]:
    """The pages of the handbook."""
    return [path.read_text(encoding="utf-8") for path in sorted(handbook.rglob("*.html"))]


def damaged(page: str, cuts: list[tuple[float, float]]) -> str:
    """Give a page of which pieces are missing, or stand in other places."""
    for begin, end in cuts:
        first, last = sorted((int(begin * len(page)), int(end * len(page))))
        page = page[:first] + page[last:] + page[first:last][:2000]
    return page


CUTS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_damaged_pages_are_taken_apart_or_refused(pages: list[str], data: st.DataObject) -> None:
    check(damaged(data.draw(st.sampled_from(pages)), data.draw(CUTS)))


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_damaged_pages_are_taken_apart_at_length(pages: list[str], data: st.DataObject) -> None:
    markup = data.draw(st.sampled_from(pages) | MARKUP)
    check(damaged(markup, data.draw(CUTS)))
