"""Stored HTML as Markdown: what it keeps, and what must not come to life."""

from __future__ import annotations

import pytest

from castalia.documents.excerpt import excerpt
from castalia.documents.markdown import markdown


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>A <code>b</code> <em>c</em> <strong>d</strong></p>", "A `b` *c* **d**"),
        ("<h2>Title</h2><p>Text</p>", "## Title\n\nText"),
        ('<h2><a class="toc-backref" href="#id1">Title</a></h2>', "## Title"),
        ("<ul><li><p>one</p></li><li><p>two</p></li></ul>", "- one\n- two"),
        ('<dt class="sig">f<span>(</span><em>a</em>, *)</dt><dd><p>Does.</p></dd>', "`f(a, *)`\n\nDoes."),
        ('<dt class="sig">a`b</dt>', "`` a`b ``"),
        ("<dt>term</dt><dd><pre>x = 1\n</pre></dd>", "**term**\n\n```\nx = 1\n```"),
        ('<div class="highlight-python3"><div><pre>a\n  b\n</pre></div></div>', "```python\na\n  b\n```"),
        ('<div class="highlight-c"><pre>int a;</pre></div>', "```c\nint a;\n```"),
        ('<div class="highlight-none"><pre>$ ls</pre></div>', "```\n$ ls\n```"),
        (
            '<div class="admonition note"><p class="admonition-title">Note</p><p>A</p><p>B</p></div>',
            "> **Note**\n>\n> A\n>\n> B",
        ),
        ("<table><tr><th>A</th></tr><tr><td><p>b|c</p><p>d</p></td></tr></table>", "| A |\n| --- |\n| b\\|c d |"),
        ('<p><img src="../_images/a.png" alt="A picture"></p>', "A picture"),
        ("<p>snake_case and _private and 2 * 3</p>", "snake_case and \\_private and 2 \\* 3"),
    ],
)
def test_html_becomes_markdown(html: str, expected: str) -> None:
    assert markdown(html) == f"{expected}\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "\\<script>alert(1)\\</script>"),
        ("<p>[click](javascript:alert(1))</p>", "\\[click\\](javascript:alert(1))"),
        ("<p>`code` and \\</p>", "\\`code\\` and \\\\"),
    ],
)
def test_text_that_looks_like_markup_stays_text(html: str, expected: str) -> None:
    assert markdown(html) == f"{expected}\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="os.html#os.walk" title="os.walk">walk</a>', "[walk](https://a.example/3/library/os.html#os.walk)"),
        ('<a href="../glossary.html">g</a>', "[g](https://a.example/3/glossary.html)"),
        ('<a href="https://b.example/">b</a>', "[b](https://b.example/)"),
        ("<a>nowhere</a>", "nowhere"),
        ('<img src="../_images/a.png" alt="A">', "![A](https://a.example/3/_images/a.png)"),
    ],
)
def test_links_are_relative_to_the_address_of_their_page(html: str, expected: str) -> None:
    assert markdown(html, "https://a.example/3/library/page.html") == f"{expected}\n"


PAGE = """<section id="a"><h1>A</h1><p>one <span id="target">two</span></p>
<section id="b"><h2>B</h2></section>
<dl class="glossary"><dt id="t1">t1</dt><dd>d1</dd><dt id="t2">t2</dt><dt id="t3">t3</dt><dd>d2<i id="in">x</i></dd>
<dt id="t4">t4</dt></dl></section>"""


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("b", '<section id="b"><h2>B</h2></section>'),
        ("t1", '<dl><dt id="t1">t1</dt><dd>d1</dd></dl>'),
        ("t2", '<dl><dt id="t2">t2</dt><dt id="t3">t3</dt><dd>d2<i id="in">x</i></dd></dl>'),
        ("t3", '<dl><dt id="t2">t2</dt><dt id="t3">t3</dt><dd>d2<i id="in">x</i></dd></dl>'),
        ("in", '<dl><dt id="t2">t2</dt><dt id="t3">t3</dt><dd>d2<i id="in">x</i></dd></dl>'),
        ("t4", '<dl><dt id="t4">t4</dt></dl>'),
        ("none", None),
        ('"] *', None),
    ],
)
def test_what_is_cut_at_an_anchor_is_whole(anchor: str, expected: str | None) -> None:
    assert excerpt(PAGE, anchor) == expected


@pytest.mark.parametrize("anchor", ["a", "target"])
def test_a_section_holds_what_lies_in_it(anchor: str) -> None:
    assert excerpt(PAGE, anchor) == PAGE


def test_a_page_without_sections_is_given_whole() -> None:
    assert excerpt('<p id="x">All</p>', "x") == '<p id="x">All</p>'
