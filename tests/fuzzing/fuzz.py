"""Lets atheris look for bytes that break what reads strangers' text; run as ``fuzz.py TARGET [libFuzzer's options]``.

The targets hold what any input may do: be understood or refused, nothing else.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

atheris: Any = importlib.import_module("atheris")

with atheris.instrument_imports():
    from castalia.documents.parse import parse as parse_page
    from castalia.errors import DocumentError
    from castalia.query.parse import parse as parse_query
    from castalia.search.snippets import snippet
    from castalia.source.page import Page
    from castalia.text.tokens import terms


def query(data: bytes) -> None:
    """Understand a query."""
    text = data.decode("utf-8", "replace")[:500]
    understood = parse_query(text, "en")
    assert all(term for word in understood.words for term in word)


def page(data: bytes) -> None:
    """Take a page apart, or refuse it."""
    html = data.decode("utf-8", "replace")
    try:
        document = parse_page(Page("library/os.html", html), {})
    except DocumentError:
        return
    assert "<script" not in document.body.lower()


def passage(data: bytes) -> None:
    """Show a passage: nothing but marks may be markup in it."""
    text = data.decode("utf-8", "replace")
    shown = snippet(text, dict.fromkeys(terms(text[:50]), 1.0))
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")


TARGETS: dict[str, Callable[[bytes], None]] = {"query": query, "page": page, "passage": passage}

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
