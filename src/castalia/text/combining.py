"""Combining marks: the vowels of Thai and Hindi, points and accents, which are part of a word and no letters."""

from __future__ import annotations

from unicodedata import category

SELECTORS = range(0xFE00, 0xFE10)
"""Marks that say how a character is drawn, and not what it means."""

_LIVING = "".join(
    mark for code in range(0x300, 0x10000) if category(mark := chr(code))[0] == "M" and code not in SELECTORS
)

MARKS = rf"{_LIVING}\U000101fd-\U0001e94a"
"""All of them, to stand in a set of a regular expression.

The ancient scripts at its end are one range with their letters and points: a search through a hundred ranges for
each letter would take four times as long.
"""
