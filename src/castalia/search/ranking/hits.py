"""The names that sections bear in, which of them a query asks for out; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.search.ranking.ranking import ABOUT_NAMES, NameHit

if TYPE_CHECKING:
    from castalia.query.query import Query

IDENTIFIED = ("py:", "c:")
"""Roles whose names are no words: `json dumps` does not mean json.dump."""


class Sought:
    """What a query asks for by name.

    Args:
        query: The query.
    """

    def __init__(self, query: Query) -> None:
        self.whole = (*query.keys, *query.singulars)
        # In other sentences a name is one word of many, and those words are found anyway.
        self.phrases = query.phrases if query.understood.intent in ABOUT_NAMES else ()
        self._singulars = query.singulars
        self._letters = max(map(len, query.keys), default=1)

    def hit(self, key: str, parts: int, name: str, role: str, *, anchor: str) -> NameHit | None:
        """Give what a name says that has one of the keys; ``None`` where it is not meant.

        Args:
            key: The key that it was found by.
            parts: How many of its last parts that covers.
            name: The name.
            role: Its role.
            anchor: The id that bears it.
        """
        if key in self._singulars and role.startswith(IDENTIFIED):
            return None
        return NameHit(name, role, anchor, parts, whole=key in self.whole, share=min(1.0, len(key) / self._letters))
