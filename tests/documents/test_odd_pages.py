"""Pages that Sphinx never writes, or wrote long ago, or that themes write in their own way."""

from __future__ import annotations

import pytest

from castalia.documents.clean import is_redirection
from castalia.documents.document import Symbol
from castalia.documents.parse import parse
from castalia.source.page import Page


def texts(html: str, **declared: list[Symbol]) -> list[tuple[str, str]]:
    """Give title and text of each section of a page."""
    return [(each.title, each.text) for each in parse(Page("a.html", html), declared).sections]


@pytest.mark.parametrize(
    "around",
    [
        '<div class="body" role="main">{}</div>',
        '<div role="main" class="document"><div itemprop="articleBody">{}</div></div>',
        '<main><nav>Next</nav><article class="bd-article">{}</article><div>On this page</div></main>',
        '<div class="own-theme"><div class="own-body">{}</div></div><div class="sphinxsidebar">Next</div>',
    ],
)
def test_the_content_is_found_in_any_theme(around: str) -> None:
    page = '<section id="tea"><h1>Tea</h1><p>Hot.</p></section>'

    assert texts(around.format(page)) == [("Tea", "Hot.")]


def test_words_of_neighbouring_blocks_stay_apart() -> None:
    lists = "<dl><dt>cup</dt><dd>small</dd><dt>pot</dt></dl><ul><li>lid</li></ul>"
    table = "<table><tr><td>a</td><td>b</td></tr></table><p>x</p><p>y<br>z</p>"

    assert texts(f'<main><section id="s"><h1>S</h1>{lists}{table}</section></main>') == [
        ("S", "cup small pot lid a b x y z")
    ]


def test_formulas_and_described_images_are_words() -> None:
    formula = '<img class="math" src="m.png" alt="a^2 + b^2">'
    images = f'{formula}<img src="c.png" alt="A blue cup"><img src="d.png" alt="d.png">'

    assert texts(f'<main><section id="s"><h1>S</h1>{images}</section></main>') == [("S", "a^2 + b^2 A blue cup")]


def test_links_to_code_and_buttons_are_no_words() -> None:
    link = '<a class="reference internal" href="_modules/m.html#f"><span class="viewcode-link">[source]</span></a>'
    definition = f'<dl class="py function"><dt id="f">f(){link}</dt><dd>x</dd></dl>'
    page = Page("a.html", f'<main><section id="s"><h1>S</h1><button>Copy</button>{definition}</section></main>')
    section = parse(page, {}).sections[1]

    assert section.signature == "f()"
    assert section.source is not None
    assert (section.source.file, section.source.address) == ("m.py", "_modules/m.html#f")


def test_a_name_whose_id_is_nowhere_on_the_page_belongs_to_the_page() -> None:
    declared = {"gone": [Symbol("gone", "std:label", "gone")]}
    page = parse(Page("a.html", '<main><section id="s"><h1>S</h1></section></main>'), declared)

    assert page.sections[0].symbols == (Symbol("gone", "std:label", "gone"),)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<main><section id="s"><h1>S</h1><p>one<div>two', [("S", "one two")]),
        ('<main><section id="s"><h1>S</h1>one</section><p>two', [("", "two"), ("S", "one")]),
        ('<main><section id="s"><h1></h1><section id="s">one</section>', [("", ""), ("", "one")]),
        ('<main><dl class="py function"><dt id="f">f(</main>', [("", ""), ("f", "")]),
        ("<main></main>", [("", "")]),
    ],
)
def test_broken_html_gives_what_it_says(html: str, expected: list[tuple[str, str]]) -> None:
    assert texts(html) == expected


def test_a_description_is_shared_past_a_signature_without_an_id() -> None:
    heads = '<dt id="a">a()</dt><dt>b()</dt><dt id="c">c()</dt>'
    page = Page(
        "a.html", f'<main><section id="s"><h1>S</h1><dl class="py function">{heads}<dd>x</dd></dl></section></main>'
    )

    shared = parse(page, {}).sections[1]
    assert (shared.signature, shared.text) == ("a()\nc()", "x")


def test_what_is_removed_inside_of_what_is_removed_harms_nothing() -> None:
    chrome = '<nav><button class="copybutton linenos"><svg><style>a</style></svg>y</button><nav>z</nav></nav>' * 50
    drawings = "<svg><a><svg><text>one</text></svg></a></svg>" * 3

    assert texts(f'<main><section id="s"><h1>S</h1>{chrome}{drawings}</section></main>') == [("S", "one one one")]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<html><head><meta http-equiv="refresh" content="0;URL=b.html"/></head></html>', True),
        ("<html><head><META HTTP-EQUIV=refresh content=0></head></html>", True),
        ('<main><section id="s"><h1>S</h1></section></main>', False),
        (f'<meta http-equiv="refresh">{"words " * 1_000}', False),
    ],
)
def test_a_page_that_only_leads_elsewhere_is_recognised(html: str, expected: bool) -> None:  # noqa: FBT001
    assert is_redirection(html) is expected
