"""How candidates are ordered: the weights on top, then pure functions from what is known of a section to its score."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from castalia.text.tokens import terms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from castalia.query.query import Query
    from castalia.search.columns import Columns
    from castalia.text.embedding import Vector

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # BM25F as a share of the best candidate's: how often and where the words stand.
        "words": 1.0,
        # How near its vector is to the query's: it finds answers that share no word with the question.
        "meaning": 3.0,
        # How often answers to people's questions link it, as a logarithm: what more people look for.
        "popularity": 0.2,
        # How much of the query, by rarity, the title holds, and how much of the title the query holds.
        "title": 0.1,
        # The same for the best of the names that others give a section: index entries and texts of links.
        "terms": 0.1,
        # A section that many others point to is what more people mean.
        "authority": 0.1,
        # The part of the documentation it lies in, by FOLDERS.
        "folder": 1.0,
        # A name among the words of a longer query.
        "named": 0.1,
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
    "std:label": 0.8,
    "heading": 0.75,
    "index:main": 0.8,
    "index": 0.7,
    "std:doc": 0.2,
    "c:functionParam": 0.1,
}
OTHER_ROLE = 0.8

MANY_LINKS = 500
"""More of them say nothing more."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name that the query bears, or that stands in it.

    Args:
        name: The name as it is declared.
        role: Its role, or where else it comes from.
        anchor: The id that bears it.
        parts: How many of its last parts were asked for; 0 for all of it.
        whole: Whether it is the whole query.
        share: The share of the query's words that it covers.
    """

    name: str
    role: str
    anchor: str
    parts: int
    whole: bool
    share: float


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a candidate.

    Args:
        lexical: Its BM25F as a share of the best candidate's.
        meaning: The cosine of its vector and the query's; 0 where there are none.
        popularity: The logarithm of how often answers link to it.
        title: Its title.
        others: What others call it.
        folder: The part of the documentation it lies in.
        inlinks: How many sections link to it.
        hits: The names by which it was asked for.
    """

    lexical: float
    meaning: float
    popularity: float
    title: str
    others: Sequence[str]
    folder: str
    inlinks: int
    hits: Sequence[NameHit]


LOOKED_INTO = WEIGHTS["title"] + WEIGHTS["terms"] + WEIGHTS["named"]
"""So much may the signals add that are known only of sections that are looked at closely."""


def first_scores(words: Vector, meaning: Vector | None, columns: Columns) -> Vector:
    """Give of every section's score what can be said of all sections at once.

    Args:
        words: The BM25F of each as a share of the best one's.
        meaning: The cosine of each one's vector and the query's; ``None`` where there are none.
        columns: What else is known of each.
    """
    folders = np.array([FOLDERS.get(name, 0.0) for name in columns.folder_names], np.float32)
    scores: Vector = (
        np.float32(WEIGHTS["words"]) * words
        + np.float32(WEIGHTS["popularity"]) * columns.popularity
        + np.float32(WEIGHTS["authority"]) * authority(columns.inlinks)
        + np.float32(WEIGHTS["folder"]) * folders[columns.folders]
    )
    return scores if meaning is None else scores + np.float32(WEIGHTS["meaning"]) * meaning


def authority(inlinks: NDArray[np.uint32]) -> Vector:
    """Give what the number of links to each section says, from 0 to 1."""
    logarithms: Vector = np.log1p(np.minimum(inlinks, MANY_LINKS).astype(np.float32))
    return logarithms / np.float32(math.log1p(MANY_LINKS))


def signals(query: Query, features: Features, rarity: Mapping[str, float]) -> dict[str, float]:
    """Give the value of each signal of a candidate.

    Args:
        query: The query.
        features: What is known of the candidate.
        rarity: The inverse document frequency of each of the query's terms.
    """
    return {
        "words": features.lexical,
        "meaning": features.meaning,
        "popularity": features.popularity,
        "title": overlap(query, features.title, rarity),
        "terms": max((overlap(query, other, rarity) for other in features.others), default=0.0),
        "authority": math.log1p(min(features.inlinks, MANY_LINKS)) / math.log1p(MANY_LINKS),
        "folder": FOLDERS.get(features.folder, 0.0),
        "named": max((named(hit) for hit in features.hits if not hit.whole), default=0.0),
        "name": max((name_score(query, hit) for hit in features.hits if hit.whole), default=0.0),
    }


def score(signals: Mapping[str, float]) -> float:
    """Give the score that signals add up to; higher is better."""
    return sum(WEIGHTS[name] * value for name, value in signals.items())


def name_score(query: Query, hit: NameHit) -> float:
    """Score a name that is the whole query: whole before in part, as written before otherwise, definitions first."""
    completeness = {0: 1.0, 2: 0.9, 1: 0.7}[hit.parts]
    spelling = 0.2 if _as_written(query.text, hit) else 0.0
    return completeness * ROLES.get(hit.role, OTHER_ROLE) + spelling


def named(hit: NameHit) -> float:
    """Score a name that stands among other words: by how much of the query it covers, only where it is all there."""
    return ROLES.get(hit.role, OTHER_ROLE) * hit.share if hit.parts == 0 else 0.0


def _as_written(text: str, hit: NameHit) -> bool:
    asked = text.partition("(")[0].strip()
    return hit.name == asked or (hit.parts > 0 and hit.name.endswith(f".{asked}"))


def overlap(query: Query, title: str, rarity: Mapping[str, float]) -> float:
    """Give how well a query and a title cover each other: the harmonic mean of both shares, from 0 to 1.

    The share of the query counts words by rarity; the share of the title counts its words alike.
    """
    found = set(terms(title))
    if not found:
        return 0.0
    matched = [word for word in query.words if not found.isdisjoint(word)]
    total = weight_of(query.words, rarity)
    if not matched or not total:
        return 0.0
    of_query = weight_of(matched, rarity) / total
    of_title = min(1.0, len(matched) / max(1, len(title.split())))
    return 2 * of_query * of_title / (of_query + of_title)


def weight_of(words: Iterable[Collection[str]], rarity: Mapping[str, float]) -> float:
    """Give the rarity of words together, each by the rarest of its terms."""
    return sum(max((rarity.get(term, 0.0) for term in word), default=0.0) for word in words)
