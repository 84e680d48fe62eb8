"""Why a result stands where it stands: each signal with its value, its weight and its share of the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Part:
    """What one signal adds to a score.

    Args:
        signal: The signal's name, as ``castalia.search.ranking.ranking.WEIGHTS`` has it.
        value: What was measured of the section.
        weight: What a value of 1 is worth.
        share: Their product: so much of the score comes from this signal.
    """

    signal: str
    value: float
    weight: float
    share: float


Explanation = tuple[Part, ...]
"""A score taken apart: the shares of its parts add up to it; the largest stands first."""


def explained(signals: Mapping[str, float], weights: Mapping[str, float]) -> Explanation:
    """Take a score apart.

    Args:
        signals: The value of each signal.
        weights: The weight of each signal.
    """
    parts = (Part(name, value, weights[name], weights[name] * value) for name, value in signals.items())
    return tuple(sorted(parts, key=lambda part: (-abs(part.share), part.signal)))
