"""A page as it may be shown: its content and its copyright notice as HTML that cannot do anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nh3

from castalia.documents.clean import remove

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

TAGS = {
    *("a abbr aside b blockquote br caption cite code col colgroup dd del details dfn div dl dt em").split(),
    *("figcaption figure footer h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section").split(),
    *("small span strong sub summary sup table tbody td tfoot th thead tr u ul var").split(),
}
ATTRIBUTES = {
    "*": {"id", "class", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# Sphinx puts the notice in one of these; the first that is there holds it.
NOTICES = ("div.footer", "footer .copyright", "footer", "div.copyright")


def readable(main: LexborNode) -> str:
    """Give the content of a page with nothing but harmless elements and attributes."""
    return sanitize(main.inner_html or "")


def notice(parser: LexborHTMLParser) -> str:
    """Give the copyright and licence notice of a page's footer; empty where it has none."""
    for selector in NOTICES:
        footer = parser.css_first(selector)
        if footer is not None:
            remove(footer.css("script, style, nav, button, form"))
            return sanitize(footer.inner_html or "").strip()
    return ""


def sanitize(html: str) -> str:
    """Drop scripts, styles, forms, frames, event handlers and addresses other than http, https and mailto."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "svg"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
