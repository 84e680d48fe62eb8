"""How many edits lie between two words: one letter left out, put in or replaced, or two neighbours swapped."""

from __future__ import annotations


def edits(left: str, right: str, limit: int) -> int:
    """Count the edits that turn one word into another; ``limit + 1`` when there are more than ``limit``.

    Only the places where the words differ are looked at, so that a word which is not alike costs next to nothing;
    a whole matrix, as textbooks fill it, costs fifty times as much in Python.

    >>> edits("gahter", "gather", 2), edits("chadset", "charset", 2), edits("join", "split", 2)
    (1, 1, 3)

    Args:
        left: A word.
        right: Another one.
        limit: The number of edits above which the exact number does not matter.
    """
    if left == right:
        return 0
    if limit <= 0 or abs(len(left) - len(right)) > limit:
        return max(limit, 0) + 1
    start = _shared(left, right)
    left, right = left[start:], right[start:]
    best = limit
    best = min(best, edits(left[1:], right[1:], best - 1)) if left and right else best
    best = min(best, edits(left[1:], right, best - 1)) if left else best
    best = min(best, edits(left, right[1:], best - 1)) if right else best
    if left[:2] == right[1::-1]:
        best = min(best, edits(left[2:], right[2:], best - 1))
    return best + 1


def _shared(left: str, right: str) -> int:
    """Give the length of what two different words begin with alike."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return min(len(left), len(right))
