"""What a page's HTML holds, counted by its elements alone: the other side of what ``castalia.documents`` keeps."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

CONTENT = ("div.body", "article.bd-article", "[itemprop=articleBody]", "[role=main]", "main", "article")
CHROME = "script, style, svg, nav, button, a.headerlink, a.viewcode-back, .linenos, .linenodiv, span.section-number"
SOURCE_LINKS = ".viewcode-link"
HEADINGS = tuple(f"{parent} > h{level}" for parent in ("section", "div.section") for level in range(1, 7))
DEFINITIONS = ("py", "c", "cpp", "js", "std", "rst", "glossary")
ELEMENTS = {
    "headings": ", ".join(HEADINGS),
    "signatures": ", ".join(f"dl.{name} > dt[id]" for name in DEFINITIONS),
    "notes: added": "div.versionadded, p.versionadded",
    "notes: changed": "div.versionchanged, p.versionchanged",
    "notes: deprecated": "div.deprecated, p.deprecated, div.deprecated-removed, p.deprecated-removed",
    "notes: removed": "div.versionremoved, p.versionremoved, div.deprecated-removed, p.deprecated-removed",
    "blocks of code": "div[class*=highlight-] pre, pre.literal-block, pre.doctest-block",
    "see also: boxes": "div.seealso",
    "see also: links": "div.seealso a.internal[href], div.seealso a.external[href]",
    "admonitions": "div.admonition",
    "footnotes": "aside.footnote, dl.footnote > dt, table.footnote",
    "field lists": "dl.field-list",
    "figures": "figure, div.figure",
    "tables": "table.docutils",
}
LINKS = "a.internal[href]"
LEFT_OUT = "links left out by rule"
SIGNATURE = ", ".join(f"dl.{name} > dt[id] {LINKS}" for name in DEFINITIONS[:-1])
LISTS = (".toctree-wrapper", ".contents", ".contentstable", "h1", "h2", "h3", "h4", "h5", "h6", ".versionmodified")
BOILERPLATE = (
    *(".stableabi", ".unstable-c-api", ".availability", ".audit-hook", ".refcount", ".return-value", ".impl-detail"),
    *(".threadsafety", ".thread-safety"),
)
IGNORED = ", ".join((SIGNATURE, *(f"{each} {LINKS}" for each in (*LISTS, *BOILERPLATE))))
MEANT = f".seealso {LINKS}"
BLANK = re.compile(r"\s+")


def count_page(html: str) -> Counter[str]:
    """Count what the content of a page holds."""
    parser = LexborHTMLParser(html)
    content = _content(parser)
    counts: Counter[str] = Counter()
    if content is None:
        return counts
    for name, selector in ELEMENTS.items():
        counts[name] = len(_found(content, selector))
    counts[LEFT_OUT] = len(_found(content, IGNORED) - _found(content, MEANT))
    counts["links"] = len(_found(content, LINKS)) - counts[LEFT_OUT]
    counts["characters"] = _characters(content)
    return counts


def count_index_links(html: str) -> tuple[int, int]:
    """Count the links of a page of the general index, and those of them that lead to a main entry."""
    links = LexborHTMLParser(html).css("table.indextable td a[href]")
    return len(links), sum(link.css_first("strong") is not None for link in links)


def visible_length(text: str) -> int:
    """Give the number of characters that are no blanks."""
    return len(BLANK.sub("", text))


def _content(parser: LexborHTMLParser) -> LexborNode | None:
    marked = next((found for selector in CONTENT if (found := parser.css_first(selector)) is not None), None)
    section = parser.css_first("section[id], div.section[id]")
    return marked or (section.parent if section is not None else None)


def _found(content: LexborNode, selector: str) -> set[int]:
    """Give the marks of elements; one that matches two selectors of a list is found twice."""
    return {node.mem_id for node in content.css(selector)}


def _characters(content: LexborNode) -> int:
    """Count the characters that a reader sees; removes the others from the page."""
    doomed = [*content.css(CHROME), *(node.parent for node in content.css(SOURCE_LINKS) if node.parent is not None)]
    for node in reversed({node.mem_id: node for node in doomed}.values()):
        node.decompose()
    return visible_length(content.text())
