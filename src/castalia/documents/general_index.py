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
    """Give every entry of a ``genindex`` page with each of its places, in the page's order."""
    parser = LexborHTMLParser(html)
    found: list[IndexTerm] = []
    for item in parser.css("table.indextable > tbody > tr > td > ul > li"):
        term, targets = _own(item)
        found += [IndexTerm(term, "", target, main) for target, main in targets]
        details = (child for child in _children(item) if child.tag == "ul")
        for inner in (child for listed in details for child in _children(listed) if child.tag == "li"):
            detail, places = _own(inner)
            found += [IndexTerm(term, detail, target, main) for target, main in places]
    return tuple(found)


def _own(item: LexborNode) -> tuple[str, list[tuple[str, bool]]]:
    """Give an item's words and its places, without those of the list inside it."""
    words: list[str] = []
    targets: list[tuple[str, bool]] = []
    for child in _children(item):
        if child.tag == "a":
            if not targets:
                words.append(child.text())
            targets.append((child.attributes.get("href") or "", child.css_first("strong") is not None))
        elif child.is_text_node and not targets:
            words.append(child.text_content or "")
    return plain(" ".join(words)).rstrip(", "), [target for target in targets if target[0]]


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next
