"""Documentation that is already on the system: Debian's packages, the installers of Windows and macOS."""

from __future__ import annotations

import glob
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from castalia.errors import SourceError
from castalia.source.contents import INVENTORY
from castalia.source.inventory import HEADER_BYTES, read_header
from castalia.source.release import version_key

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = Version("0")


def system_patterns() -> tuple[str, ...]:
    """Name the places where this system keeps Python's documentation, as patterns of folders."""
    if sys.platform == "win32":
        return (str(Path(glob.escape(sys.base_prefix), "Doc", "html")),)
    if sys.platform == "darwin":
        framework = "/Library/Frameworks/Python.framework"
        return (f"{framework}/Versions/*/Resources/English.lproj/Documentation",)
    return ("/usr/share/doc/python3*/html", "/usr/share/doc/python/html")


def installed_folders(patterns: tuple[str, ...], *, version: str | None = None) -> tuple[Path, ...]:
    """List the folders of installed documentation, the newest version first and each once.

    Args:
        patterns: Where to look, such as ``/usr/share/doc/python3*/html``.
        version: The wanted version, such as ``3.14`` or ``3.14.2``; all when nothing is given.
    """
    found = {folder.resolve() for pattern in patterns for folder in _matches(Path(pattern))}
    versions = {folder: key for folder in found if (key := _version(folder)) is not None}
    suitable = [folder for folder in versions if version is None or versions[folder] == version_key(version)]
    return tuple(sorted(suitable, key=lambda folder: (_order(versions[folder]), str(folder)), reverse=True))


def _matches(pattern: Path) -> Iterator[Path]:
    return Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))


def _version(folder: Path) -> str | None:
    """Read a documentation's version; none when the folder has no readable inventory."""
    try:
        with (folder / INVENTORY).open("rb") as file:
            return version_key(read_header(file.read(HEADER_BYTES), location=str(folder))[1])
    except (OSError, SourceError):
        return None


def _order(key: str) -> Version:
    try:
        return Version(key)
    except InvalidVersion:
        return OLDEST
