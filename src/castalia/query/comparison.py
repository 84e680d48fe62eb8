"""`read_comparison(text)`: the two things that somebody wants compared, as in `list vs tuple`; pure."""

from __future__ import annotations

import re

MAX_SIDE = 40
"""A longer side is no thing but a sentence, in characters."""

_COMPARED = re.compile(
    r"(?:what(?:'s|\s+is|\s+are)\s+)?(?:the\s+)?differences?\s+between\s+(\S.*?)\s+(?:and|or|vs\.?)\s+(\S.*)"
    r"|(\S.*?)\s+(?:vs\.?|versus|compared\s+(?:to|with))\s+(\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def read_comparison(text: str) -> tuple[str, str] | None:
    """Read what is compared with what; none where nothing is.

    >>> read_comparison("is vs =="), read_comparison("difference between a list and a tuple"), read_comparison("list")
    (('is', '=='), ('list', 'tuple'), None)
    """
    match = _COMPARED.fullmatch(text)
    if match is None:
        return None
    one, other = (_bare(side) for side in match.groups() if side is not None)
    return (one, other) if one and other and max(len(one), len(other)) <= MAX_SIDE else None


def _bare(side: str) -> str:
    """Leave out the article, and the question mark at the end."""
    return re.sub(r"^(?:an?|the)\s+(?=\S)|\s*\?$", "", side.strip(), flags=re.IGNORECASE)
