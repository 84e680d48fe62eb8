"""Where a place of the documentation can be read: the published original, else the stored page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from castalia.database.models import DocumentationSet


def address_of(documentation: DocumentationSet, path: str) -> str:
    """Give the published original's address, or the stored page's where it has none.

    Args:
        documentation: The documentation that the place belongs to.
        path: ``page#anchor`` relative to its root.
    """
    place = _quoted(path)
    if documentation.home:
        return f"{documentation.home}{place}"
    segment = (
        documentation.version
        if documentation.project == "python"
        else f"{documentation.project}@{documentation.version}"
    )
    return f"/docs/{segment}/{place}"


def place_of(path: str, anchor: str) -> str:
    """Give ``page#anchor``, or the page alone for what has no anchor."""
    return f"{path}#{anchor}" if anchor else path


@lru_cache(maxsize=2048)
def _quoted(path: str) -> str:
    return quote(path, safe="/#.-_~!$&'()*+,;=:@")
