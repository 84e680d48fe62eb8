"""How many results there are comes in; which pages the reader can go to comes out."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_SIZE = 10
MAX_PAGE = 10
"""Nobody reads on past it, however many match."""

NEIGHBOURS = 3
"""How many numbered pages are offered on each side of the present one."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """The pages of one answer.

    Args:
        page: The present page, counted from one.
        total: How many results there are at least.
    """

    page: int
    total: int

    @property
    def last(self) -> int:
        """Give the last page that can be reached, one when there is nothing."""
        return max(1, min(-(-self.total // PAGE_SIZE), MAX_PAGE))

    @property
    def previous(self) -> int | None:
        """Give the page before this one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """Give the page after this one."""
        return self.page + 1 if self.page < self.last else None

    @property
    def numbers(self) -> range:
        """Give the pages to offer by number: the present one and its neighbours, as many near the ends."""
        first = max(1, min(self.page - NEIGHBOURS, self.last - 2 * NEIGHBOURS))
        return range(first, min(self.last, first + 2 * NEIGHBOURS) + 1)


def offset_of(page: int) -> int:
    """Give the number of results before a page."""
    return (page - 1) * PAGE_SIZE
