"""The files of a folder that indexing reads; nothing outside of the folder is ever among them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from castalia.errors import SourceError
from castalia.source.contents import INVENTORY, OPTIONS, is_page, is_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from castalia.source.limits import Limits


def documentation_root(folder: Path, *, location: str) -> Path:
    """Find where the documentation begins: in the folder itself or one level down, as archives have it.

    Raises:
        SourceError: There is neither an ``objects.inv`` nor what else Sphinx leaves behind, or there are several.
    """
    if _is_built(folder):
        return folder.resolve()
    try:
        found = sorted(child for child in folder.iterdir() if _is_root(child))
    except OSError as error:
        raise SourceError(f"{location} cannot be read: {error.strerror}") from error
    if len(found) > 1:
        names = ", ".join(child.name for child in found[:5])
        raise SourceError(f"{location} holds several documentations ({names}): give one of them")
    if not found:
        raise SourceError(
            f"{location} is no HTML documentation built by Sphinx, for it holds no {INVENTORY}: "
            "give an archive such as python-3.14-docs-html.tar.bz2, or the folder that Sphinx built (_build/html)"
        )
    return found[0].resolve()


def readable_files(root: Path, *, limits: Limits, location: str) -> dict[str, Path]:
    """List what indexing reads by its place relative to the root, sorted.

    Links to files are followed while they stay inside of the root; linked folders are not entered, for
    what they hold inside of the root is listed there. Compressed pages are listed without their ``.gz``.

    Args:
        root: The resolved folder that holds ``objects.inv``.
        limits: How many entries it may have, and how deep.
        location: How the user knows it, for messages.

    Raises:
        SourceError: The folder cannot be read or has too many entries.
    """
    files: dict[str, Path] = {}
    for number, (path, entry) in enumerate(_walk(root, depth=limits.depth, location=location)):
        if number >= limits.members:
            raise SourceError(f"{location} holds more than {limits.members:,} files: give a smaller folder")
        if _is_name(path) and is_read(path) and _is_inside(entry, root):
            files[path] = root / path
    return dict(sorted(_uncompressed(files).items()))


def _is_root(child: Path) -> bool:
    return child.is_dir() and not child.is_symlink() and _is_built(child)


def _is_built(folder: Path) -> bool:
    """Tell whether Sphinx built a folder; Debian drops the inventory of some documentations, the kernel's for one."""
    return (folder / INVENTORY).is_file() or (folder / OPTIONS).is_file()


def _walk(root: Path, *, depth: int, location: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Give every entry with its place; a stack instead of recursion, since folders nest as deep as they like."""
    folders = [("", 1)]
    while folders:
        folder, level = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as error:
            raise SourceError(f"{location} cannot be read: {folder or '.'}: {error.strerror}") from error
        for entry in entries:
            path = f"{folder}{entry.name}"
            yield path, entry
            if level < depth and entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                folders.append((f"{path}/", level + 1))


def _is_name(path: str) -> bool:
    """Refuse names that are no text, which neither a database nor an address could hold."""
    return path.isprintable() and "\\" not in path


def _is_inside(entry: os.DirEntry[str], root: Path) -> bool:
    """Accept files alone: no device, no fifo, and no link that leaves the root."""
    try:
        if not entry.is_symlink():
            return entry.is_file()
        return entry.is_file() and os.path.realpath(entry.path).startswith(f"{root}{os.sep}")
    except OSError:
        return False


def _uncompressed(files: dict[str, Path]) -> dict[str, Path]:
    """Name compressed pages as the inventory does; a page that is there twice is read as it is."""
    named = {path: path.removesuffix(".gz") if is_page(path) else path for path in files}
    return {name: files[path] for path, name in named.items() if name == path or name not in files}
