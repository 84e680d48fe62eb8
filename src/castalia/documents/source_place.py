"""Where the documented code lies, where the documentation says so."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from castalia.documents.clean import plain, remove

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MODULES = "_modules/"
LINE = re.compile(r"^L(\d{1,9})")
# "Source code: Lib/os.py" is a link into the repository whose words are the path of a file.
FILE = re.compile(r"[\w.+-]+(?:/[\w.+-]+)+\.\w{1,8}|[\w+-]+\.(?:py|c|h|pyx|rs)")
TREE = re.compile(r"/(?:blob|tree|src|raw)/[^/]+/(?P<file>.+)")
TO_CODE = "a.viewcode-link, a:has(> span.viewcode-link)"
IN_WORDS = "strong + a.external[href]"
DEPTH = 6


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place in the documented code.

    Args:
        file: The path of the file in its repository or package, such as ``Lib/os.py``.
        line: The number of its line; 0 where none is given.
        address: The link as the page gives it, relative ones resolved against the documentation's root.
    """

    file: str
    line: int
    address: str


def take_sources(main: LexborNode, path: str) -> dict[str, SourcePlace]:
    """Give the place of the code for each id that has one, and remove the links that are no words of the page.

    Args:
        main: The element with the page's content.
        path: The path of the page.
    """
    found: dict[str, SourcePlace] = {}
    to_code = main.css(TO_CODE)
    for link in (*main.css(IN_WORDS), *to_code):
        anchor = _anchor_around(link)
        place = read_source(link, path)
        if place is not None and anchor:
            found.setdefault(anchor, place)
    remove(to_code)
    return found


def _anchor_around(link: LexborNode) -> str:
    """Give the nearest id around a link: that of the signature or of the section which holds it."""
    node = link.parent
    for _ in range(DEPTH):
        if node is None:
            return ""
        anchor = node.attributes.get("id")
        if anchor:
            return anchor
        node = node.parent
    return ""


def read_source(link: LexborNode, path: str) -> SourcePlace | None:
    """Give the place that a link names; ``None`` when it leads to something else than code.

    Args:
        link: A link.
        path: The path of the page that holds it.
    """
    address = link.attributes.get("href") or ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    line = LINE.match(parts.fragment)
    if parts.scheme in {"http", "https"}:
        words = plain(link.text())
        tree = TREE.search(parts.path)
        file = words if FILE.fullmatch(words) else tree["file"] if tree else ""
        is_code = tree is not None or link.css_first("span.viewcode-link") is not None
        return SourcePlace(unquote(file), int(line[1]) if line else 0, address) if file and is_code else None
    resolved = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
    if not resolved.startswith(MODULES):
        return None
    # What Sphinx shows of a module is one page, named like the module and not like its file.
    module = resolved.removeprefix(MODULES).removesuffix(".html")
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return SourcePlace(f"{unquote(module)}.py", int(line[1]) if line else 0, f"{resolved}{fragment}")
