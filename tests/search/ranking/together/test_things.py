"""Of all that may be shown only what stands for the best things is kept, and what is shown is the same."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from castalia.search.ranking.together.things import Sighting, foremost


def shown(seen: list[Sighting], wanted: int) -> list[tuple[int, tuple[int, ...]]]:
    """Give the first section of each of the best things, and the sets in which the thing was seen."""
    before: Counter[tuple[int, int]] = Counter()
    same: dict[tuple[int, int], list[Sighting]] = {}
    for each in seen:
        before[each.edition, each.thing] += 1
        same.setdefault((each.thing, before[each.edition, each.thing]), []).append(each)
    best = sorted(same.values(), key=lambda group: (-max(each.score for each in group), group[0].section))[:wanted]
    return [(group[0].section, tuple(each.edition for each in group)) for group in best]


def test_all_versions_of_the_best_things_are_kept() -> None:
    seen = [Sighting(0, 0, 7, 1.0), Sighting(1, 0, 8, 3.0), Sighting(10, 1, 7, 5.0), Sighting(11, 1, 8, 2.0)]

    # A thing is as good as the best of its versions.
    assert foremost(seen, 1) == [0, 10]
    assert foremost(seen, 2) == [0, 1, 10, 11]


def test_the_second_of_one_set_that_is_called_the_same_stays_the_second() -> None:
    seen = [Sighting(0, 0, 7, 1.0), Sighting(1, 0, 7, 9.0), Sighting(2, 0, 8, 5.0), Sighting(10, 1, 7, 8.0)]

    assert foremost(seen, 1) == [0, 1, 10]


@pytest.mark.parametrize("seed", range(50))
def test_what_is_left_out_changes_nothing_of_what_is_shown(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - The same every time.
    sections = sorted(random.sample(range(100), 30))
    seen = [Sighting(each, each // 25, random.randrange(12), random.randrange(9) / 2) for each in sections]
    kept = set(foremost(seen, 5))

    assert shown([each for each in seen if each.section in kept], 5) == shown(seen, 5)
