"""A page's HTML without what is not the documentation: navigation, permalinks, line numbers, scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from castalia.errors import DocumentError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Themes mark the content of a page differently; the first that is there is the narrowest.
MAIN = (
    'div.body[role="main"]',
    'div[role="main"]',
    'article[role="main"]',
    'main[role="main"]',
    "article.bd-article",
    "div.body",
    "main",
    "article",
)
CHROME = (
    "script, style, template, nav, a.headerlink, a.viewcode-link, a.viewcode-back, "
    "button, .linenos, .linenodiv, .copybutton, .toctree-expand"
)


def read_main(path: str, html: str) -> tuple[LexborHTMLParser, LexborNode]:
    """Give the parsed page and the element that holds its content, cleaned.

    The parser must be kept as long as the element is used: it owns the memory.

    Raises:
        DocumentError: The page has no element that holds content.
    """
    parser = LexborHTMLParser(html)
    for selector in MAIN:
        main = parser.css_first(selector)
        if main is not None:
            break
    else:
        message = f"{path}: no element with the page's content was found; is it a page that Sphinx built?"
        raise DocumentError(message)
    for node in main.css(CHROME):
        node.decompose()
    return parser, main


def plain(text: str) -> str:
    """Fold runs of white space to one space."""
    return " ".join(text.split())
