"""The contract of a place that documentation comes from."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from castalia.source.inventory import InventoryEntry
    from castalia.source.page import Asset, Page
    from castalia.source.release import Release


class Source(abc.ABC):
    """Built Sphinx documentation; a context manager, since some sources unpack before they can be read.

    ``release`` and ``inventory`` may be read once the context is entered.
    """

    @property
    @abc.abstractmethod
    def location(self) -> str:
        """Where it came from, in the user's words: a path, an address, a package."""

    @property
    @abc.abstractmethod
    def release(self) -> Release:
        """The project, version and language this documentation is of."""

    @property
    @abc.abstractmethod
    def inventory(self) -> tuple[InventoryEntry, ...]:
        """Every name that the documentation declares, in the inventory's order."""

    @abc.abstractmethod
    def paths(self) -> tuple[str, ...]:
        """The paths of all HTML pages, generated ones such as ``genindex-all.html`` included, sorted."""

    @abc.abstractmethod
    def page(self, path: str) -> Page:
        """One page.

        Raises:
            DocumentError: The page is missing, too large, or not text.
        """

    @abc.abstractmethod
    def assets(self) -> Iterator[Asset]:
        """The images and downloads that pages show or offer."""

    @abc.abstractmethod
    def fingerprint(self) -> str:
        """A hash of everything that indexing reads: equal for equal content."""

    def early_fingerprint(self) -> str | None:
        """Give what ``fingerprint`` will give, where that is known before the context is entered."""
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(  # noqa: B027 (Most sources have nothing to clean.)
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to clean by default."""
