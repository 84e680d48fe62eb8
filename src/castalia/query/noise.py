"""The words that say nothing in a query."""

from __future__ import annotations

# People write these to be polite to a search engine; every page of the documentation answers to them.
NOISE = frozenset(
    "a an and are can do does for from get how i if in is it me my of on python python2 python3 py should"
    " docs documentation please the there to use using way what when which why with you your".split()
)
