"""Drawings that a page holds inside itself, turned into images, which can neither run scripts nor load anything."""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING

from castalia.documents.clean import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_LENGTH = 200_000
"""So many characters of XML are kept for one drawing, and so many drawings for one page."""
MAX_DIAGRAMS = 20
MAX_DEPTH = 64

NAME = re.compile(r"[A-Za-z_][\w.-]*(?::[\w.-]+)?")
# A control character makes XML unreadable.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LEFT_OUT = frozenset({"script", "foreignobject", "iframe"})
NAMESPACES = {"xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink"}
LABELS = "title, desc, text"
MAX_LABELS = 1_000
PATH = re.compile(r"^\S+\.\w{2,4}$")
PLACEHOLDER = re.compile(r'src="(diagram-\d{1,2}\.svg-data)"')


def draw(parser: LexborHTMLParser, main: LexborNode) -> dict[str, str]:
    """Put an image in the place of each drawing and give the address of each image's data.

    The image's own address is a name, so that sanitizing never has to admit addresses with data in them;
    ``fill_in`` puts the data in its place afterwards. The drawing gives way to its image, which is described
    by its labels.
    """
    drawn: dict[str, str] = {}
    for node in [node for node in main.css("svg") if not _is_inside_another(node)]:
        data = _data_address(node) if len(drawn) < MAX_DIAGRAMS else ""
        if data:
            name = f"diagram-{len(drawn)}.svg-data"
            drawn[name] = data
            image = parser.create_node("img")
            image.attrs["src"] = name
            image.attrs["alt"] = plain(" ".join(label.text() for label in node.css(LABELS)))[:MAX_LABELS]
            node.insert_before(image)
            node.decompose()
    return drawn


def spell_out(main: LexborNode) -> None:
    """Put the words of images in front of them, for the text of their section: formulas and descriptions.

    To be called when the page has been made readable: there the images themselves are shown.
    """
    for node in main.css("svg style, img[alt]"):
        if node.tag == "style":
            node.decompose()
            continue
        alternative = node.attributes.get("alt") or ""
        # Sphinx describes an image that has no description by its path.
        if alternative != node.attributes.get("src") and not PATH.search(alternative):
            node.insert_before(f" {alternative} ")


def fill_in(html: str, drawn: dict[str, str]) -> str:
    """Put the data of each image in the place of its name; sanitized HTML in, sanitized HTML out."""
    if not drawn:
        return html
    return PLACEHOLDER.sub(lambda found: f'src="{drawn.get(found[1], found[1])}"', html)


def _is_inside_another(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag != "svg":
        parent = parent.parent
    return parent is not None


def _data_address(node: LexborNode) -> str:
    """Give a drawing as an address with data; nothing when it is too large."""
    pieces: list[str] = []
    length = 0
    for piece in _xml(node, 0):
        length += len(piece)
        if length > MAX_LENGTH:
            return ""
        pieces.append(piece)
    encoded = base64.b64encode("".join(pieces).encode("utf-8", "replace")).decode("ascii")
    return f"data:image/svg+xml;base64,{encoded}"


def _xml(node: LexborNode, depth: int) -> Iterator[str]:
    """Write an element as XML, which wants more order than the HTML it came from."""
    tag = node.tag or ""
    if depth > MAX_DEPTH or not NAME.fullmatch(tag) or tag.lower() in LEFT_OUT:
        return
    attributes = {name: value or "" for name, value in node.attributes.items() if _is_harmless(name)}
    if depth == 0:
        attributes |= NAMESPACES
    written = "".join(f' {name}="{_escape(value)}"' for name, value in attributes.items())
    yield f"<{tag}{written}>"
    child = node.child
    while child is not None:
        if child.is_text_node:
            yield _escape(child.text_content or "")
        elif child.is_element_node:
            yield from _xml(child, depth + 1)
        child = child.next
    yield f"</{tag}>"


def _is_harmless(name: str) -> bool:
    known_prefix = ":" not in name or name.startswith(("xlink:", "xml:"))
    return NAME.fullmatch(name) is not None and known_prefix and name != "xmlns" and not name.lower().startswith("on")


def _escape(text: str) -> str:
    return escape(CONTROL.sub("", text), quote=True)
