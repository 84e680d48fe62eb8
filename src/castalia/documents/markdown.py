"""Sanitized HTML comes in, the same as Markdown goes out: for terminals, programs and coding agents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urljoin

from markdownify import ATX, MarkdownConverter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

SPECIAL = re.compile(r"[\\`<\[\]]|(?<!\w)_|_(?!\w)|\*")
"""What would mean something in running text; an underscore inside a word means nothing."""

LANGUAGE = re.compile(r"highlight-(\w+)")

LANGUAGES = {"python3": "python", "default": "python", "ipython3": "python", "none": "", "text": "", "c": "c"}
"""How a block's class calls a language, where its name in Markdown differs."""

RUN = re.compile(r"\n{3,}")


class Element(Protocol):
    """What is used of an element that the converter hands over."""

    @property
    def strings(self) -> Iterable[str]:
        """Its text, piece by piece."""

    @property
    def parents(self) -> Iterable[Element]:
        """The elements around it, the innermost first."""

    def get(self, name: str) -> Any:  # noqa: ANN401 - A text, a list of classes, or nothing.
        """Give an attribute."""

    def __setitem__(self, name: str, value: str) -> None: ...


def markdown(html: str, base: str = "") -> str:
    """Give HTML as Markdown.

    Args:
        html: Sanitized HTML, a page's content or a part of it.
        base: The address that its links are relative to; without one, links are left out and their words stay.
    """
    text: str = Converter(base).convert(html)
    return RUN.sub("\n\n", text).strip() + "\n"


class Converter(MarkdownConverter):
    """Knows what Sphinx means: signatures, notes, languages of code, links within a documentation.

    Args:
        base: The address that links are relative to; empty to leave them out.
    """

    def __init__(self, base: str) -> None:
        super().__init__(heading_style=ATX, bullets="-", code_language_callback=language_of)
        self.base = base

    def escape(self, text: str, parent_tags: AbstractSet[str]) -> str:  # noqa: ARG002 - As the library calls it.
        """Keep text text: neither its signs nor a tag that it tells of may become one."""
        return SPECIAL.sub(r"\\\g<0>", text)

    def convert_a(self, el: Element, text: str, parent_tags: AbstractSet[str]) -> str:
        """Lead where the link leads from the original's place; the title only repeats the name."""
        if not self.base or not el.get("href") or "toc-backref" in (el.get("class") or ()):
            return text
        el["href"] = urljoin(self.base, str(el.get("href")))
        el["title"] = ""
        return self._default("convert_a", el, text, parent_tags)

    def convert_img(self, el: Element, text: str, parent_tags: AbstractSet[str]) -> str:
        """Say what an image shows."""
        if not self.base:
            return str(el.get("alt") or "")
        el["src"] = urljoin(self.base, str(el.get("src") or ""))
        return self._default("convert_img", el, text, parent_tags)

    def convert_dt(self, el: Element, text: str, parent_tags: AbstractSet[str]) -> str:  # noqa: ARG002 - As above.
        """Set a signature as code, and a term in bold."""
        words = " ".join((signature_of(el) if is_signature(el) else text).split())
        if not words:
            return "\n\n"
        return f"\n\n{code_span(words)}\n\n" if is_signature(el) else f"\n\n**{words.replace('**', '')}**\n\n"

    def convert_dd(self, el: Element, text: str, parent_tags: AbstractSet[str]) -> str:  # noqa: ARG002 - As above.
        """Let a description follow its signature: indented, its code would be lost."""
        return f"\n\n{text.strip()}\n\n"

    def convert_div(self, el: Element, text: str, parent_tags: AbstractSet[str]) -> str:
        """Set a note, a warning and their like off as a quotation."""
        if "admonition" not in (el.get("class") or ()):
            return self._default("convert_div", el, text, parent_tags)
        quoted = "\n".join(f"> {line}".rstrip() for line in RUN.sub("\n\n", text.strip()).split("\n"))
        return f"\n\n{quoted}\n\n"

    def convert_p(self, el: Element, text: str, parent_tags: AbstractSet[str]) -> str:
        """Set the title of a note in bold."""
        if "admonition-title" in (el.get("class") or ()):
            text = f"**{text.strip()}**"
        return self._default("convert_p", el, text, parent_tags)

    def convert_td(self, el: Element, text: str, parent_tags: AbstractSet[str]) -> str:
        """Keep a cell in its row."""
        return self._default("convert_td", el, " ".join(text.replace("|", "\\|").split()), parent_tags)

    convert_th = convert_td

    def _default(self, name: str, *arguments: object) -> str:
        convert: Any = getattr(super(), name)
        return cast("str", convert(*arguments))


def is_signature(el: Element) -> bool:
    """Tell whether a term of a list is a signature."""
    return "sig" in (el.get("class") or ())


def signature_of(el: Element) -> str:
    """Give the text of a signature, without the lines that its HTML is written in."""
    return "".join(part for part in el.strings if not (part.isspace() and "\n" in part))


def code_span(text: str) -> str:
    """Give a text as code, whatever backticks it holds."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def language_of(el: Element) -> str:
    """Give the language of a block of code by the class that Sphinx puts around it."""
    for around in (el, *el.parents):
        match = LANGUAGE.search(" ".join(around.get("class") or ()))
        if match:
            return LANGUAGES.get(match[1], match[1])
    return ""
