"""A page's HTML without what is not the documentation: navigation, permalinks, line numbers, scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from castalia.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

# Themes mark the content of a page differently; the first that is there is the narrowest.
MAIN = (
    'div.body[role="main"]',
    "article.bd-article",
    'div[itemprop="articleBody"]',
    'div[role="main"]',
    'article[role="main"]',
    'main[role="main"]',
    "div.body",
    "main",
    "article",
)
# In front of these a reader sees a new line or a new cell; without a space two words would be one. It begins with
# a character and not with a look back, so that only the places of this character are looked at: a fifth of the time.
BLOCK = re.compile(r"<(?<!\s<)(?=(?:p|div|d[dlt]|t[dhr]|table|li|[ou]l|pre|br|h[1-6]|section|svg|text)\b)")
OUTERMOST = "section[id], div.section[id]"
REDIRECTION = re.compile(r"<meta\s[^<>]{0,100}http-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)
HEAD_LENGTH = 2_000
CHROME = (
    "script, style, template, nav, a.headerlink, a.viewcode-back, "
    "button, .linenos, .linenodiv, .copybutton, .toctree-expand"
)


def read_main(path: str, html: str) -> tuple[LexborHTMLParser, LexborNode]:
    """Give the parsed page and the element that holds its content, cleaned.

    The parser must be kept as long as the element is used: it owns the memory.

    Raises:
        DocumentError: The page has no element that holds content.
    """
    parser = LexborHTMLParser(BLOCK.sub(" <", html))
    main = _content(parser)
    if main is None:
        message = f"{path}: no element with the page's content was found; is it a page that Sphinx built?"
        raise DocumentError(message)
    remove([node for node in main.css(CHROME) if node.tag != "style" or not _is_in_drawing(node)])
    return parser, main


def remove(found: Sequence[LexborNode]) -> None:
    """Remove elements that were found in a page, inner ones before those around them, and each only once.

    An element that matches two selectors of a list is found twice, and to touch one whose memory is free
    already is not safe.
    """
    for node in reversed({node.mem_id: node for node in found}.values()):
        node.decompose()


def is_redirection(html: str) -> bool:
    """Tell whether a page only leads to another one, as documentation leaves behind where pages have moved."""
    return len(html) <= HEAD_LENGTH and REDIRECTION.search(html) is not None


def _content(parser: LexborHTMLParser) -> LexborNode | None:
    """Give the element that holds a page's content: what the theme marks as such, else what is around its sections."""
    for selector in MAIN:
        main = parser.css_first(selector)
        if main is not None:
            return main
    section = parser.css_first(OUTERMOST)
    return section.parent if section is not None else None


def _is_in_drawing(style: LexborNode) -> bool:
    """Tell whether a style belongs to a drawing inside the page, which needs it."""
    node = style.parent
    while node is not None and node.tag != "svg":
        node = node.parent
    return node is not None


def plain(text: str) -> str:
    """Fold runs of white space to one space."""
    return " ".join(text.split())
