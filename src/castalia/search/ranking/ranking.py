"""How candidates are ordered: the weights on top, then pure functions from what is known of a section to its score."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from castalia.query.query import Intent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from castalia.query.query import Query

    Numbers = NDArray[np.floating[Any]]

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # BM25F as a share of the best candidate's: how often and where the words stand.
        "words": 1.0,
        # How near its vector is to the query's: it finds answers that share no word with the question.
        "meaning": 3.0,
        # How often answers to people's questions link it, as a logarithm: what more people look for.
        "popularity": 0.2,
        # The part of the documentation it lies in, by FOLDERS.
        "folder": 2.0,
        # What the query is about by its name: the exception of an error message, one of two things compared.
        "mentioned": 0.75,
        # The whole query is a name: a rule rather than a score, so more than all the others together.
        "name": 10.0,
    }
)
"""What each signal counts."""

FOLDERS = {
    "library": 0.08,
    "builtins": 0.08,
    "tutorial": 0.05,
    "reference": 0.05,
    "howto": 0.05,
    "faq": 0.05,
    "c-api": -0.08,
    "extending": -0.08,
    "whatsnew": -0.18,
    "deprecations": -0.15,
}
"""Reference before essays, and what changed once after what holds now; everything can still be found by its words."""

# What a name says by its role; a definition before the places that mention it.
ROLES = {
    "py:function": 1.0,
    "py:class": 1.0,
    "py:module": 0.95,
    "py:exception": 1.0,
    "py:data": 0.9,
    "py:method": 0.9,
    "py:attribute": 0.85,
    "std:term": 0.9,
    "std:cmdoption": 0.85,
    "std:envvar": 0.95,
    "std:label": 0.85,
    "heading": 0.75,
    "index:main": 0.8,
    "index:member": 0.9,
    "index": 0.7,
    "std:doc": 0.2,
    "c:functionParam": 0.4,
}
OTHER_ROLE = 0.8

COMPLETENESS = {0: 1.0, 2: 0.9, 3: 0.85, 1: 0.75}
"""What a name counts by how much of it was asked for: all, the last two parts, the first and the last, the last."""

ABOUT_NAMES = frozenset({Intent.ERROR, Intent.COMPARISON})
"""In other sentences a name is one word of many, and counting it once more gained nothing."""

_DOTTED = re.compile(r"[\w\])}\"']\.[^\W\d]")
"""A dot that was typed stands in the name: `[].append` is no LIST_APPEND."""

_BEFORE_NAME = re.compile(r"^.*[\])}\"']\.(?=[^\W\d])|^@(?=[^\W\d])")
"""A literal that a method is called on, or the sign of a decorator."""


class NameHit(NamedTuple):
    """A name that the query bears, or that stands in it.

    Args:
        name: The name as it is declared.
        role: Its role, or where else it comes from.
        anchor: The id that bears it.
        parts: How many of its last parts were asked for; 0 for all of it, 3 for the first and the last.
        whole: Whether it is the whole query.
        share: The share of the query's words that it covers.
    """

    name: str
    role: str
    anchor: str
    parts: int
    whole: bool
    share: float


class Features(NamedTuple):
    """What is known of a candidate.

    Args:
        lexical: Its BM25F as a share of the best candidate's.
        meaning: The cosine of its vector and the query's; 0 where there are none.
        popularity: The logarithm of how often answers link to it.
        folder: The part of the documentation it lies in.
        hits: The names by which it was asked for.
    """

    lexical: float
    meaning: float
    popularity: float
    folder: str
    hits: Sequence[NameHit]


def priors(popularity: Numbers, folders: NDArray[np.uint16], folder_names: Sequence[str]) -> Numbers:
    """Give of every section's score what no query changes.

    Args:
        popularity: The logarithm of how often answers link to each.
        folders: Where the name of its folder stands among the names.
        folder_names: The names of the folders.
    """
    shares = np.array([FOLDERS.get(name, 0.0) for name in folder_names], np.float32)
    prior: Numbers = np.float32(WEIGHTS["popularity"]) * popularity + np.float32(WEIGHTS["folder"]) * shares[folders]
    return prior


def first_scores(words: Numbers, meaning: Numbers | None, prior: Numbers) -> Numbers:
    """Give of the scores of sections what can be said of all of them at once.

    Args:
        words: The BM25F of each as a share of the best one's.
        meaning: The cosine of each one's vector and the query's; ``None`` where there are none.
        prior: What no query changes.
    """
    scores: Numbers = WEIGHTS["words"] * words + prior
    return scores if meaning is None else scores + WEIGHTS["meaning"] * meaning


def signals(query: Query, features: Features) -> dict[str, float]:
    """Give the value of each signal of a candidate.

    Args:
        query: The query.
        features: What is known of the candidate.
    """
    return {
        "words": features.lexical,
        "meaning": features.meaning,
        "popularity": features.popularity,
        "folder": FOLDERS.get(features.folder, 0.0),
        "mentioned": _mentioned(query, features.hits),
        "name": _named(query, features.hits),
    }


def score(signals: Mapping[str, float]) -> float:
    """Give the score that signals add up to; higher is better."""
    return sum(WEIGHTS[name] * value for name, value in signals.items())


def names_score(query: Query, hits: Sequence[NameHit]) -> float:
    """Give what names add to the score of a candidate."""
    return WEIGHTS["mentioned"] * _mentioned(query, hits) + WEIGHTS["name"] * _named(query, hits)


def _mentioned(query: Query, hits: Sequence[NameHit]) -> float:
    if query.understood.intent not in ABOUT_NAMES:
        return 0.0
    return max((named(hit) for hit in hits if not hit.whole), default=0.0)


def _named(query: Query, hits: Sequence[NameHit]) -> float:
    return max((name_score(query, hit) for hit in hits if hit.whole), default=0.0)


def name_score(query: Query, hit: NameHit) -> float:
    """Score a name that is the whole query: whole before in part, as written before otherwise, definitions first."""
    completeness = COMPLETENESS[hit.parts]
    if _DOTTED.search(query.text.partition("(")[0]) and "." not in hit.name:
        completeness /= 2
    spelling = 0.2 if _as_written(query, hit) else 0.0
    return completeness * ROLES.get(hit.role, OTHER_ROLE) + spelling


def named(hit: NameHit) -> float:
    """Score a name that stands among other words: by how much of the query it covers, only where it is all there."""
    return ROLES.get(hit.role, OTHER_ROLE) * hit.share if hit.parts == 0 else 0.0


def _as_written(query: Query, hit: NameHit) -> bool:
    defined = hit.role.startswith("py:") or hit.role == "index:member"
    if query.understood.intent is Intent.CODE and hit.parts == 0 and defined:
        return True
    asked = _BEFORE_NAME.sub("", query.text.partition("(")[0].strip())
    return hit.name == asked or (hit.parts > 0 and hit.name.endswith(f".{asked}"))
