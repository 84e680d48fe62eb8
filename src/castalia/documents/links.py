"""The cross-references of a page: who points where, in which words, and in what capacity."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from castalia.documents.clean import plain
from castalia.documents.document import Link, LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from castalia.documents.units import Holders

# Boilerplate: notes that Sphinx's and Python's directives write into hundreds of definitions in the same words
# ("Part of the Stable ABI", "Availability: Unix", "Raises an auditing event"). Their links explain the note and
# say nothing about the definition, so their targets would lead every count of links. Links in signatures are
# left out for the same reason: a type is named there because the language demands it.
BOILERPLATE = (
    "stableabi",
    "unstable-c-api",
    "availability",
    "audit-hook",
    "refcount",
    "return-value",
    "impl-detail",
    "threadsafety",
    "thread-safety",
)
# A table of contents links to everything below it, and one that reaches deeper repeats the one below it.
LISTS = ".toctree-wrapper a, .contents a, .contentstable a"
CHILD = "toctree-l1"
SEE_ALSO = ".seealso a"
HEADINGS = "h1 a, h2 a, h3 a, h4 a, h5 a, h6 a"
IGNORED = ", ".join((LISTS, HEADINGS, ".versionmodified a", *(f".{name} a" for name in BOILERPLATE)))


def read_links(main: LexborNode, path: str, holders: Holders) -> tuple[Link, ...]:
    """Give the links of a page's content, without boilerplate.

    Args:
        main: The element with the page's content.
        path: The page's path, against which its links are resolved.
        holders: Which section holds an element.
    """
    ignored = {link.mem_id for link in main.css(IGNORED)}
    related = {link.mem_id for link in main.css(SEE_ALSO)}
    return tuple(_read(main, path, holders, ignored=ignored, related=related))


def _read(main: LexborNode, path: str, holders: Holders, *, ignored: set[int], related: set[int]) -> Iterator[Link]:
    folder = posixpath.dirname(path)
    for link in main.css("a.internal[href], .seealso a.external[href]"):
        mark = link.mem_id
        kind = LinkKind.SEE_ALSO if mark in related else LinkKind.PROSE
        # What an author names under "see also" is meant, wherever the box stands.
        if mark in ignored and mark not in related:
            if not _is_child(link):
                continue
            kind = LinkKind.CHILD
        holder = holders.of_body(link)
        target = resolve_address(link.attributes["href"] or "", path, folder=folder)
        if holder is not None and target:
            yield Link(holder, target, plain(link.text()), kind)


def _is_child(link: LexborNode) -> bool:
    """Tell whether a link is an entry of the first level of a table of contents."""
    item = link.parent
    return item is not None and CHILD in (item.attributes.get("class") or "").split()


def resolve_address(address: str, path: str, *, folder: str) -> str:
    """Give ``path#anchor`` relative to the documentation's root, or an address on the web as it is.

    Args:
        address: What the link says.
        path: The path of the page that holds it.
        folder: The folder of that page.

    Returns:
        Nothing for what lies outside of the documentation and not on the web.
    """
    if address.startswith(("https://", "http://")):
        return address
    place, _, fragment = address.partition("#")
    if "://" in place or place.startswith(("mailto:", "javascript:", "data:")):
        return ""
    target = posixpath.normpath(f"{folder}/{place}" if folder else place) if place else path
    if target.startswith(("..", "/")):
        return ""
    return unquote(f"{target}#{fragment}" if fragment else target)
