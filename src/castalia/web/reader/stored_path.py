"""The path of a stored page or file comes in as a browser sent it; a checked one goes out."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

MAX_PATH_LENGTH = 500

UNUSUAL = re.compile(r"[\x00-\x1f\x7f\\]|//|^/|(?:^|/)\.{1,2}(?:/|$)")
"""What no stored path holds: control characters, backslashes, empty segments, steps to here or above."""

PLAIN_NAME = re.compile(r"[^\W\d]\w{0,60}(?:\.[^\W\d]\w{0,60}){0,5}")

INDEX_PAGES = ("index.html", "contents.html")
"""What a folder's address stands for, the first one there is."""


def stored_paths(path: str) -> tuple[str, ...]:
    """Give the stored paths that a path can mean, best first; none when it can mean nothing.

    >>> stored_paths("library/")
    ('library/index.html', 'library/contents.html')
    >>> stored_paths("library/../../secret")
    ()
    """
    if len(path) > MAX_PATH_LENGTH or UNUSUAL.search(path):
        return ()
    if not path or path.endswith("/"):
        return tuple(path + name for name in INDEX_PAGES)
    return (path,)


def words_of(path: str) -> str:
    """Give what to search for when there is no such page: ``library/asyncio-task.html`` becomes ``asyncio task``."""
    name = PurePosixPath(path.replace("\\", "/")).name.split(".")[0]
    return " ".join(re.findall(r"\w+", name))[:100]


def name_of(path: str) -> str:
    """Give the name that a page may be about when it is called like it: ``library/xml.dom.html`` becomes ``xml.dom``.

    >>> name_of("library/asyncio-task.html")
    ''
    """
    name = PurePosixPath(path).name.removesuffix(".html")
    return name if PLAIN_NAME.fullmatch(name) else ""
