"""The general index: what the documentation's authors call each place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from castalia.documents.clean import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """One entry with one place.

    Args:
        term: The entry, such as ``statement``.
        detail: The entry under it, such as ``with``; empty where there is none.
        target: ``path#anchor`` relative to the documentation's root.
        main: Whether the authors marked this place as the main one.
    """

    term: str
    detail: str
    target: str
    main: bool


def read_general_index(html: str) -> tuple[IndexTerm, ...]:
    """Give every entry of a ``genindex`` page with each of its places, in the page's order.

    Sphinx writes the entries of a letter as a list with a list inside each item; older themes write
    definition lists, where the entries under an entry follow it.
    """
    parser = LexborHTMLParser(html)
    found: list[IndexTerm] = []
    for column in parser.css("table.indextable td"):
        for item in _items(column):
            term = _words(item)
            found += _terms(item, term, "")
            for inner in (inner for below in _below(item) for inner in _items(below)):
                found += _terms(inner, term, _words(inner))
    return tuple(found)


def _items(parent: LexborNode) -> Iterator[LexborNode]:
    """Give the entries of the lists that stand directly in an element."""
    lists = (
        [parent] if parent.tag in {"ul", "dl"} else [child for child in _children(parent) if child.tag in {"ul", "dl"}]
    )
    return (child for listed in lists for child in _children(listed) if child.tag in {"li", "dt"})


def _below(item: LexborNode) -> Iterator[LexborNode]:
    """Give the lists of entries under an entry."""
    if item.tag == "li":
        yield from (child for child in _children(item) if child.tag == "ul")
        return
    following = item.next
    while following is not None and following.tag != "dt":
        if following.tag == "dd":
            yield from (child for child in _children(following) if child.tag == "dl")
        following = following.next


def _terms(item: LexborNode, term: str, detail: str) -> Iterator[IndexTerm]:
    """Give an entry with each of its places, without those of the entries under it."""
    for link in _children(item):
        target = link.attributes.get("href") if link.tag == "a" else None
        if target:
            yield IndexTerm(term, detail, target, link.css_first("strong") is not None)


def _words(item: LexborNode) -> str:
    """Give what an entry is called: what stands up to its first place."""
    words: list[str] = []
    for child in _children(item):
        if child.tag == "a":
            words.append(child.text())
            break
        if child.is_text_node:
            words.append(child.text_content or "")
    return plain(" ".join(words)).rstrip(", ")


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next
