"""A folder of built Sphinx HTML, as a source."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from castalia.errors import DocumentError, SourceError
from castalia.source.contents import INVENTORY, OPTIONS, is_asset, is_page, media_type
from castalia.source.inventory import Inventory, read_inventory
from castalia.source.limits import STANDARD
from castalia.source.markup import read_markup
from castalia.source.page import Asset, Page
from castalia.source.release import HEAD_LENGTH, PYTHON, read_release, version_text
from castalia.source.source import Source
from castalia.source.tree import documentation_root, readable_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from castalia.source.inventory import InventoryEntry
    from castalia.source.limits import Limits
    from castalia.source.release import Release

INDEX = "index.html"


class FolderSource(Source):
    """Documentation that Sphinx built into a folder.

    Args:
        folder: The folder that holds ``objects.inv``, or one that holds a single such folder.
        project: The key it is indexed under.
        version: The key of its version where it names none that suits; Python's own cannot be renamed.
        location: How the user knows it; the folder when nothing is given.
        limits: How much of everything is accepted.
    """

    def __init__(
        self,
        folder: Path,
        *,
        project: str = PYTHON,
        version: str | None = None,
        location: str = "",
        limits: Limits = STANDARD,
    ) -> None:
        self._folder = folder
        self._project = project
        self._version = version
        self._location = location or str(folder)
        self._limits = limits
        self._files: dict[str, Path] = {}
        self._inventory: Inventory | None = None
        self._release: Release | None = None

    @property
    def location(self) -> str:
        """Where it came from, in the user's words."""
        return self._location

    @property
    def release(self) -> Release:
        """The project, version and language this documentation is of."""
        if self._release is None:
            raise RuntimeError(f"{self._location} is not open: read it inside of a with statement")
        return self._release

    @property
    def inventory(self) -> tuple[InventoryEntry, ...]:
        """Every name that the documentation declares, in the inventory's order."""
        if self._inventory is None:
            raise RuntimeError(f"{self._location} is not open: read it inside of a with statement")
        return self._inventory.entries

    @property
    def files(self) -> Mapping[str, Path]:
        """What indexing reads, by its place relative to the documentation's root."""
        return self._files

    def paths(self) -> tuple[str, ...]:
        """The paths of all HTML pages, sorted."""
        return tuple(path for path in self._files if is_page(path))

    def page(self, path: str) -> Page:
        """One page.

        Raises:
            DocumentError: The page is missing, too large, or not text.
        """
        if path not in self._files or not is_page(path):
            raise DocumentError(f"{path} is no page of {self._location}")
        return Page(path, read_markup(self._files[path], path=path, limit=self._limits.page_bytes))

    def assets(self) -> Iterator[Asset]:
        """The images and downloads that pages show or offer; those past the limits are left out."""
        left = self._limits.assets_bytes
        for path, file in self._files.items():
            if is_asset(path) and not is_page(path):
                content = _read(file, limit=self._limits.asset_bytes)
                if content is not None and len(content) <= left:
                    left -= len(content)
                    yield Asset(path, media_type(path), content)

    def fingerprint(self) -> str:
        """A SHA-256 hash of everything that indexing reads: equal for equal content."""
        total = hashlib.sha256(repr(self.release).encode())
        for path, file in self._files.items():
            limit = self._limits.page_bytes if is_page(path) else self._limits.inventory_bytes
            content = _read(file, limit=limit)
            total.update(f"{path}\0{'left out' if content is None else hashlib.sha256(content).hexdigest()}\0".encode())
        return total.hexdigest()

    def __enter__(self) -> Self:
        root = documentation_root(self._folder, location=self._location)
        self._files = readable_files(root, limits=self._limits, location=self._location)
        if not self.paths():
            raise SourceError(f"{self._location} holds no HTML pages: give documentation that Sphinx built as HTML")
        self._inventory = self._read_inventory() if os.path.lexists(root / INVENTORY) else Inventory("", "", ())
        self._release = self._named(self._read_release(self._inventory))
        return self

    def _read_inventory(self) -> Inventory:
        name = f"{INVENTORY} of {self._location}"
        file = self._files.get(INVENTORY)
        content = None if file is None else _read(file, limit=self._limits.inventory_bytes)
        if content is None:
            raise SourceError(f"{name} cannot be read, is too large, or is a link that leaves the folder")
        return read_inventory(content, location=name, limits=self._limits)

    def _read_release(self, inventory: Inventory) -> Release:
        options, index = self._beginning(OPTIONS), self._beginning(INDEX)
        return read_release(inventory, options=options, index=index, project=self._project)

    def _beginning(self, path: str) -> str:
        """Read as much of a file as the release is looked for in; nothing when there is none."""
        if path not in self._files:
            return ""
        try:
            with self._files[path].open("rb") as stream:
                return stream.read(HEAD_LENGTH).decode(errors="replace").replace("\0", "")
        except OSError:
            return ""

    def _named(self, release: Release) -> Release:
        wanted = self._version
        if not wanted or wanted in (release.version, release.full):
            return release
        if self._project == PYTHON:
            raise SourceError(f"{self._location} is Python {release.full}, not {wanted}: ask for {release.version}")
        if wanted != version_text(wanted):
            raise SourceError(f"{wanted!r} is no version: use letters, digits, '.', '_' and '-'")
        return replace(release, version=wanted)


def _read(file: Path, *, limit: int) -> bytes | None:
    """Read a file as a whole; nothing when it cannot be read or is larger than the limit."""
    try:
        with file.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError:
        return None
    return content if len(content) <= limit else None
