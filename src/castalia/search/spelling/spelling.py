"""A misspelt name or word in, what the documentation calls it out: one speller for both databases, in memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.text.edits import edits
from castalia.text.identifiers import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from castalia.text.neighbours import Neighbours

SHORT = 3
"""Words of so many letters have too many neighbours to tell which one was meant."""

LONG_NAME = 8
LONG_WORD = 12
"""From so many letters on two typos leave enough to know it by; dots and underscores tell more than letters."""

SLIPPERY = 7
"""From so many letters on a word with one letter wrong is hardly ever another word."""

_DOUBLED = re.compile(r"(.)\1")


@dataclass(frozen=True, slots=True)
class Speller:
    """The names and words of a documentation, to be found by others like them.

    Args:
        names: How a name is written, in each way there is, by its key as ``castalia.text.identifiers.name_key`` has it.
        frequencies: In how many sections each word or key stands.
        neighbours: All of them.
    """

    names: Mapping[str, Sequence[str]]
    frequencies: Mapping[str, int]
    neighbours: Neighbours

    def name(self, typed: str, limit: int = 2) -> str | None:
        """Give the name that somebody meant who typed another one, as it is written; none where that is not safe.

        Args:
            typed: What was typed; no name has its key.
            limit: So many typos are looked for at most, fewer in short names.
        """
        key = name_key(typed)
        enough = LONG_NAME if {".", "_"} & set(typed) else LONG_WORD
        limit = min(limit, 1 if len(key) < enough else 2)
        near = self._near(key, limit, lambda other: other in self.names and _may_be(key, other))
        written = [(name, found) for found in near for name in self.names[found] if _is_alike(typed, name)]
        return min(written, key=lambda pair: self._unlikeliness(typed, *pair))[0] if written else None

    def word(self, typed: str) -> str | None:
        """Give the word that somebody meant who typed another one in a sentence; none where that is not safe.

        Args:
            typed: The word in lower case; it stands nowhere.
        """
        limit = 1 if len(typed) < LONG_WORD else 2
        near = self._near(typed, limit, lambda other: is_slip(typed, other))
        if not near:
            return None
        found = min(near, key=lambda other: self._unlikeliness(typed, other, other))
        written = self.names.get(found, (found,))[0]
        return found if written.casefold() == found else written

    def _near(self, typed: str, limit: int, accepts: Callable[[str], bool]) -> list[str]:
        """Give the nearest neighbours that are accepted, all of them equally near."""
        for count in range(1, limit + 1):
            near = [found for found in self.neighbours.of(typed, count) if accepts(found)]
            if near:
                return near
        return []

    def _unlikeliness(self, typed: str, written: str, found: str) -> tuple[int, bool, bool, bool, int, int, str]:
        """Order words that are as near.

        First what has the same dots and underscores, then letters swapped rather than others, the first one right,
        names, what stands often, and the same case.
        """
        folded = typed.casefold()
        return (
            edits(folded, written.casefold(), 3),
            len(typed) != len(written) or sorted(folded) != sorted(written.casefold()),
            folded[:1] != written[:1].casefold(),
            found not in self.names,
            -self.frequencies.get(found, 0),
            edits(typed, written, 3),
            written,
        )


def _may_be(typed: str, meant: str) -> bool:
    """Tell whether a name may have been meant: a short one only by its letters swapped or with one more."""
    if len(typed) > SHORT:
        return True
    return len(typed) == SHORT and (len(meant) > SHORT or sorted(typed) == sorted(meant))


def _is_alike(typed: str, name: str) -> bool:
    """Tell whether a name looks like what was typed with its dots and underscores too, spaces being dots."""
    if len(typed) <= SHORT:
        return len(name) <= len(typed) + 1
    return edits(typed.casefold().replace(" ", "."), name.casefold(), 3) <= 2 + (len(typed) >= LONG_WORD)


def is_slip(typed: str, meant: str) -> bool:
    """Tell whether one word is another mistyped rather than a word that the documentation does not use.

    In a short word letters get swapped, lost or doubled by mistake, while another letter makes another word:
    nobody who asks for a nonce means none. A letter more at the end is an ending at any length.
    """
    if len(typed) <= SHORT or typed[:-1] == meant:
        return False
    return (
        len(typed) >= SLIPPERY
        or len(meant) > len(typed)
        or sorted(typed) == sorted(meant)
        or _DOUBLED.sub(r"\1", typed) == _DOUBLED.sub(r"\1", meant)
    )
