"""Several ways to the same documentation, tried in order until one works."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from castalia.errors import SourceError
from castalia.source.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from castalia.source.inventory import InventoryEntry
    from castalia.source.page import Asset, Page
    from castalia.source.release import Release


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to the documentation.

    Args:
        name: What it is called in messages, such as ``docs.python.org``.
        find: Gives the source, or raises SourceError when there is none this way.
    """

    name: str
    find: Callable[[], Source]


class FallbackSource(Source):
    """The first of several sources that can be opened; nothing is tried before the context is entered.

    Args:
        attempts: The ways to it, best first.
        advice: What the user can do when none works, in lines.
        say: Told each attempt and its outcome in one line.
    """

    def __init__(self, attempts: tuple[Attempt, ...], *, advice: str, say: Callable[[str], None]) -> None:
        self._attempts = attempts
        self._advice = advice
        self._say = say
        self._stack = contextlib.ExitStack()
        self._source: Source | None = None

    @property
    def location(self) -> str:
        """Where it came from; what will be tried before that is known."""
        if self._source is None:
            return ", ".join(attempt.name for attempt in self._attempts)
        return self._source.location

    @property
    def release(self) -> Release:
        """The project, version and language this documentation is of."""
        return self._found().release

    @property
    def inventory(self) -> tuple[InventoryEntry, ...]:
        """Every name that the documentation declares, in the inventory's order."""
        return self._found().inventory

    def paths(self) -> tuple[str, ...]:
        """The paths of all HTML pages, sorted."""
        return self._found().paths()

    def page(self, path: str) -> Page:
        """One page."""
        return self._found().page(path)

    def assets(self) -> Iterator[Asset]:
        """The images and downloads that pages show or offer."""
        return self._found().assets()

    def fingerprint(self) -> str:
        """A hash of everything that indexing reads: equal for equal content."""
        return self._found().fingerprint()

    def __enter__(self) -> Self:
        failures: list[str] = []
        for attempt in self._attempts:
            try:
                self._source = self._stack.enter_context(attempt.find())
            except SourceError as error:
                failures.append(f"{attempt.name}: {_line(error)}")
                self._say(failures[-1])
            else:
                self._say(f"{attempt.name}: found {self._source.release.full} in {self._source.location}")
                return self
        raise SourceError("\n".join(["No documentation could be obtained.", *failures, self._advice]))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the source that was found."""
        self._stack.close()

    def _found(self) -> Source:
        if self._source is None:
            raise RuntimeError("the documentation is not open: read it inside of a with statement")
        return self._source


def _line(error: SourceError) -> str:
    return " ".join(str(error).split())
