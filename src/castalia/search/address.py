"""Where a place of the documentation can be read: the published original, else the stored page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from castalia.database.models import DocumentationSet

_SAFE = "/#.-_~!$&'()*+,;=:@"
_PLAIN = re.compile(r"[\w/#.-]*", re.ASCII)
"""What stands in an address as it is."""


def address_of(documentation: DocumentationSet, path: str) -> str:
    """Give the published original's address, or the stored page's where it has none.

    Args:
        documentation: The documentation that the place belongs to.
        path: ``page#anchor`` relative to its root.
    """
    return base_of(documentation) + quoted(path)


def base_of(documentation: DocumentationSet) -> str:
    """Give what the addresses of all places of a documentation begin with.

    Args:
        documentation: The documentation.
    """
    if documentation.home:
        return documentation.home
    project, version = documentation.project, documentation.version
    return f"/docs/{version if project == 'python' else f'{project}@{version}'}/"


def place_of(path: str, anchor: str) -> str:
    """Give ``page#anchor``, or the page alone for what has no anchor."""
    return f"{path}#{anchor}" if anchor else path


def quoted(path: str) -> str:
    """Write ``page#anchor`` as it stands in an address."""
    # Most are plain, which is quicker to see than how they would be written otherwise.
    return path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)
