"""Our handbook as an older version had it: a page lies elsewhere, another does not exist yet."""

from __future__ import annotations

import shutil
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOVED = (b"library/kettle.html", b"equipment/kettle.html")
LATER = "whatsnew/3.1.html"
VERSIONS = (b"3.1.4", b"3.0.2")


def make_older(handbook: Path, folder: Path) -> Path:
    """Copy the built handbook into a folder and take it back to version 3.0."""
    shutil.copytree(handbook, folder)
    (folder / MOVED[1].decode()).parent.mkdir()
    (folder / MOVED[0].decode()).rename(folder / MOVED[1].decode())
    (folder / LATER).unlink()
    for path in (*folder.rglob("*.html"), *folder.rglob("documentation_options.js")):
        path.write_bytes(path.read_bytes().replace(*VERSIONS).replace(*MOVED))
    _rewrite_inventory(folder / "objects.inv")
    return folder


def _rewrite_inventory(path: Path) -> None:
    """Change the version in the head of an inventory, and in its compressed part where the page lies."""
    *head, packed = path.read_bytes().split(b"\n", 4)
    lines = zlib.decompress(packed).replace(*MOVED)
    path.write_bytes(b"\n".join([*head, zlib.compress(lines)]).replace(b"# Version: 3.1", b"# Version: 3.0"))
