"""Small implementations of our abstractions, for tests that need one and not the real thing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from castalia.errors import DocumentError
from castalia.source.page import Page
from castalia.source.release import Release
from castalia.source.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from castalia.source.inventory import InventoryEntry
    from castalia.source.page import Asset

PYTHON = Release(project="python", version="3.13", full="3.13.5", home="https://docs.python.org/3.13/")


class FakeSource(Source):
    """Documentation out of a dictionary.

    Args:
        pages: The HTML of each page by its path; ``None`` for a page that cannot be read.
        inventory: The names that it declares.
        release: What it says of itself.
        assets: What its pages show.
        location: Where it claims to come from.
    """

    def __init__(
        self,
        pages: Mapping[str, str | None],
        *,
        inventory: tuple[InventoryEntry, ...] = (),
        release: Release = PYTHON,
        assets: tuple[Asset, ...] = (),
        location: str = "a test",
    ) -> None:
        self._pages = dict(pages)
        self._inventory = inventory
        self._release = release
        self._assets = assets
        self._location = location

    @property
    def location(self) -> str:
        """Where it claims to come from."""
        return self._location

    @property
    def release(self) -> Release:
        """What it says of itself."""
        return self._release

    @property
    def inventory(self) -> tuple[InventoryEntry, ...]:
        """The names that it declares."""
        return self._inventory

    def paths(self) -> tuple[str, ...]:
        """The paths of the dictionary, sorted."""
        return tuple(sorted(self._pages))

    def page(self, path: str) -> Page:
        """One page of the dictionary.

        Raises:
            DocumentError: It is not there, or is one that cannot be read.
        """
        html = self._pages.get(path)
        if html is None:
            message = f"{path}: cannot be read"
            raise DocumentError(message)
        return Page(path, html)

    def assets(self) -> Iterator[Asset]:
        """What its pages show."""
        yield from self._assets

    def fingerprint(self) -> str:
        """A hash of everything given."""
        everything = (self._release, self._inventory, sorted(self._pages.items()), self._assets)
        return hashlib.sha256(repr(everything).encode()).hexdigest()


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now
