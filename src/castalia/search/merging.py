"""Ranked candidates of several sets in, one ranking out, with what versions have in common in it once; pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from castalia.search.address import place_of
from castalia.search.ranking.candidates import Ranked
from castalia.search.showing import asked_for, name_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from castalia.search.ranking.candidates import Asked, Candidate, Pool


def rank(pools: Sequence[Pool]) -> list[Ranked]:
    """Give the candidates best first; reading order decides between equals.

    The same thing in several versions is one: that of the first pool stands for it, with the score of the best.

    Args:
        pools: The candidates of each set, the newest version of a project first.
    """
    if len(pools) == 1:
        # No two of one set are the same.
        edition = (pools[0].asked.documentation.version,)
        alone = [Ranked(each.score, pools[0], each, edition, each.features) for each in pools[0].candidates]
        return sorted(alone, key=lambda each: (-each.score, each.candidate.row.id))
    found: dict[Hashable, list[Ranked]] = {}
    for pool in pools:
        for identity, ranked in _identified(pool):
            found.setdefault(identity, []).append(ranked)
    merged = [_merged(same) for same in found.values()]
    order = {id(pool): number for number, pool in enumerate(pools)}
    return sorted(merged, key=lambda each: (-each.score, order[id(each.pool)], each.candidate.row.id))


def _identified(pool: Pool) -> Iterator[tuple[Hashable, Ranked]]:
    """Give each candidate of a set with what it is called in all versions; no two of one set are the same."""
    before: Counter[Hashable] = Counter()
    edition = (pool.asked.documentation.version,)
    for candidate in pool.candidates:
        called = thing_of(pool.asked, candidate)
        before[called] += 1
        yield (called, before[called]), Ranked(candidate.score, pool, candidate, edition, candidate.features)


def thing_of(asked: Asked, candidate: Candidate) -> Hashable:
    """Give what a candidate is called in all versions: a definition by its name, prose by its place and title.

    Args:
        asked: The set that it was found in, and the query.
        candidate: The candidate.
    """
    row = candidate.row
    name = name_of(candidate, asked_for(asked.query, candidate.features.hits))
    called = name or place_of(row.path, row.anchor)
    return asked.documentation.project, called, row.kind if name else row.title


def _merged(same: Sequence[Ranked]) -> Ranked:
    first = same[0]
    if len(same) == 1:
        return first
    best = max(same, key=lambda each: each.score)
    return best._replace(pool=first.pool, candidate=first.candidate, versions=tuple(each.versions[0] for each in same))
