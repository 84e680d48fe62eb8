"""How deeply the elements of a page lie in one another, found before it is parsed.

Parsers take quadratic time over elements without an end: a page of half a megabyte would stop an index run for
a minute, one of two megabytes for a quarter of an hour.
"""

from __future__ import annotations

import re

from castalia.errors import DocumentError

MAX_DEPTH = 512
"""The deepest page of Python's documentation has 23 levels; browsers cut pages at about this depth."""

LOOK_BACK = 100
"""An end tag whose beginning lies further up ends nothing, as far as depth is concerned: looking further costs time."""

# Repetitions that give nothing back, and endings that a missing terminator satisfies, keep both expressions linear.
TAG = re.compile(r"""<(/?[a-zA-Z][^\s/>]*+)(?:[^>"']++|"[^"]*+"|'[^']*+')*+""")
NO_MARKUP = re.compile(r"<!--(?s:.*?)(?:-->|\Z)|<(script|style|textarea|title)\b(?s:.*?)(?:</\1|\Z)", re.IGNORECASE)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# One after another they lie beside each other even without an end tag.
SELF_ENDING = frozenset("dd dt li option p td th tr".split())


def check_depth(html: str, *, path: str) -> None:
    """Make sure that a page can be parsed in bounded time.

    Args:
        html: The page.
        path: How messages call it.

    Raises:
        DocumentError: Its elements are nested too deeply.
    """
    if is_too_deep(html):
        raise DocumentError(f"{path} nests elements more than {MAX_DEPTH} deep and was left out")


def is_too_deep(html: str, limit: int = MAX_DEPTH) -> bool:
    """Tell whether elements are nested deeper than a limit, in time linear in the page's length."""
    open_elements: list[str] = []
    # All names are folded at once: one by one would take longer, and the whole page has ten times their length.
    for name in " ".join(TAG.findall(NO_MARKUP.sub("", html))).lower().split():
        if name[0] != "/":
            if name not in VOID and not (name in SELF_ENDING and open_elements[-1:] == [name]):
                open_elements.append(name)
                if len(open_elements) > limit:
                    return True
        elif open_elements and open_elements[-1] == name[1:]:
            open_elements.pop()
        elif name[1:] in open_elements[-LOOK_BACK:]:
            while open_elements.pop() != name[1:]:
                pass
    return False
