"""How often answers to people's questions link a place: a prior learned from them, shipped as counts."""

from __future__ import annotations

import gzip
import json
import math
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def popularity(path: str, anchors: Iterable[str]) -> float:
    """Give the logarithm of how often answers link a section, 0 where none does.

    Folders do not matter, since pages have moved between them from version to version.

    Args:
        path: The path of its page.
        anchors: The ids that it and its names bear.
    """
    page = path.rpartition("/")[2]
    return math.log1p(sum(_counts().get(f"{page}#{anchor}", 0.0) for anchor in dict.fromkeys(anchors)))


@cache
def _counts() -> dict[str, float]:
    """Give the counts that the package ships; none where they were left out."""
    weights = files("castalia") / "weights" / "popularity.json.gz"
    if not weights.is_file():
        return {}
    counts: dict[str, float] = json.loads(gzip.decompress(weights.read_bytes()))
    return counts
