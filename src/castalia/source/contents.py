"""What indexing reads of a documentation, by path alone; everything else is neither unpacked nor opened."""

from __future__ import annotations

import posixpath

INVENTORY = "objects.inv"
OPTIONS = "_static/documentation_options.js"
PAGE_SUFFIXES = (".html", ".htm", ".html.gz")
DOWNLOADS = "_downloads/"

# Sphinx keeps parts of its themes and the sources of pages here; what ends in .html is no page.
PAGELESS = (DOWNLOADS, "_static/", "_sources/", "_images/")

# A fixed table, since the system's own differs from machine to machine.
IMAGE_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
DOWNLOAD_TYPES = {
    ".c": "text/plain",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".py": "text/plain",
    ".rst": "text/plain",
    ".txt": "text/plain",
    ".zip": "application/zip",
}
UNKNOWN_TYPE = "application/octet-stream"


def is_page(path: str) -> bool:
    """Tell whether a path is that of a page; Debian compresses the largest one."""
    return path.lower().endswith(PAGE_SUFFIXES) and not path.startswith(PAGELESS)


def is_asset(path: str) -> bool:
    """Tell whether a path is that of an image or a download."""
    return path.startswith(DOWNLOADS) or _suffix(path) in IMAGE_TYPES


def is_read(path: str) -> bool:
    """Tell whether indexing reads a path at all."""
    return path in (INVENTORY, OPTIONS) or is_page(path) or is_asset(path)


def is_read_in_archive(path: str) -> bool:
    """Tell whether indexing reads a member, whose archive may hold all in one outer folder."""
    return is_read(path) or is_read(path.partition("/")[2])


def media_type(path: str) -> str:
    """Name the type of an image or a download."""
    suffix = _suffix(path)
    return IMAGE_TYPES.get(suffix) or DOWNLOAD_TYPES.get(suffix, UNKNOWN_TYPE)


def _suffix(path: str) -> str:
    return posixpath.splitext(path)[1].lower()
