"""A stored page's HTML and an anchor come in; the section or definition at the anchor goes out, alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

WHOLE = frozenset({"section", "dt", "dd"})
"""What is given whole when an anchor lies in it, the innermost."""


def excerpt(html: str, anchor: str) -> str | None:
    """Give a section with what lies in it, or a definition with its signatures and its description.

    Args:
        html: The content of a page.
        anchor: An id of the page; the whole page when empty.

    Returns:
        HTML, or ``None`` when the page has no such anchor.
    """
    if not anchor:
        return html
    parser = LexborHTMLParser(html)
    # An anchor may hold anything, so it is compared and never becomes part of a selector.
    found = next((node for node in parser.css("[id]") if node.attributes.get("id") == anchor), None)
    if found is None:
        return None
    node = _whole(found)
    if node is None:
        return html
    if node.tag == "section":
        return node.html
    return f"<dl>{''.join(part.html or '' for part in _group(node))}</dl>"


def anchors_of(html: str) -> tuple[str, ...]:
    """Give every id of a page in reading order."""
    ids = (node.attributes.get("id") for node in LexborHTMLParser(html).css("[id]"))
    return tuple(each for each in ids if each)


def _whole(node: LexborNode) -> LexborNode | None:
    """Give the innermost element around a node that is given whole; none around what stands before all sections."""
    around: LexborNode | None = node
    while around is not None and around.tag not in WHOLE:
        around = around.parent
    return around


def _group(node: LexborNode) -> list[LexborNode]:
    """Give the signatures that share a description, and the description, when one of them is known."""
    group: list[LexborNode] = []
    holds_node = False
    for part in _elements(node.parent):
        if part.tag == "dt" and group and group[-1].tag == "dd":
            if holds_node:
                break
            group = []
        group.append(part)
        holds_node = holds_node or part.mem_id == node.mem_id
    return group


def _elements(parent: LexborNode | None) -> Iterator[LexborNode]:
    child = parent.child if parent is not None else None
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next
