"""The nearest sections are those that sorting would give, whether they are compared exactly or estimated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from castalia.search.ranking.codes import differences, encode
from castalia.search.ranking.meaning import Vectors
from castalia.search.ranking.together.nearness import Estimated, Exact, Run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from castalia.text.embedding import Vector

SECTIONS, SETS, DIMENSIONS = 3000, 5, 16
EACH = SECTIONS // SETS


def random_vectors(count: int) -> Vectors:
    random = np.random.default_rng(count)
    return Vectors(random.integers(-127, 128, (count, DIMENSIONS), np.int8), random.random(count, np.float32))


def runs(*, left_out: int = -1) -> list[Run]:
    """Give the sets as runs, one set left out."""
    query = np.linspace(-1, 1, DIMENSIONS, dtype=np.float32)
    found: list[Run] = []
    for number in range(SETS):
        if number == left_out:
            continue
        if not found or found[-1].begins[-1] != number * EACH:
            found.append(Run(query, [number * EACH], []))
        found[-1].begins.append((number + 1) * EACH)
        found[-1].vectors.append(random_vectors(EACH))
    return found


def inside(every: int) -> NDArray[np.bool_] | None:
    return None if every == 1 else np.arange(SECTIONS) % every == 0


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("count", [1, 40, 700, SECTIONS])
def test_so_many_are_nearest_exactly(count: int, every: int) -> None:
    cosines: Vector = np.random.default_rng(1).uniform(-1, 1, SECTIONS).astype(np.float32)
    cosines[:100] = -np.inf
    mask = inside(every)
    among = cosines if mask is None else cosines[mask]
    known = among[np.isfinite(among)]
    wanted = np.sort(known)[-count:]

    near = Exact(cosines).nearest(count, mask)

    assert np.sort(cosines[near if mask is None else near & mask]) == pytest.approx(wanted)
    # Nothing is known of the first ones, so that they are never near.
    assert not near[:100].any()


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("count", [1, 40, 700, SECTIONS])
@pytest.mark.parametrize("left_out", [-1, 2])
def test_so_many_seem_nearest_where_it_is_estimated(count: int, every: int, left_out: int) -> None:
    own = runs(left_out=left_out)
    bits = np.random.default_rng(2).binomial(128, 0.5, SECTIONS).astype(np.uint8)
    mask = inside(every)
    comparable = np.zeros(SECTIONS, np.bool_)
    for run in own:
        comparable[run.sections] = True
    known = np.sort(bits[comparable if mask is None else comparable & mask])
    farthest = known[min(count, len(known)) - 1]

    near = Estimated(SECTIONS, own, [bits[run.sections] for run in own], 128).nearest(count, mask)

    if count <= len(known):
        assert (near == (comparable & (bits <= farthest))).all()
    else:
        assert (near == comparable).all()


@pytest.mark.parametrize("left_out", [-1, 0, 2])
def test_some_are_compared_exactly_wherever_they_lie(left_out: int) -> None:
    own = runs(left_out=left_out)
    expected = np.zeros(SECTIONS, np.float32)
    for run in own:
        expected[run.sections] = np.concatenate([each.times(run.query) for each in run.vectors])
    ids = np.flatnonzero(np.random.default_rng(3).random(SECTIONS) < 0.1)
    estimated = Estimated(SECTIONS, own, [], 128)

    assert estimated.of(ids) == pytest.approx(expected[ids])
    assert estimated.of(ids[:0]).tolist() == []
    assert (ids[expected[ids] >= 0.4] == estimated.related(ids, expected[ids])).all()


def test_what_is_estimated_is_about_what_it_is() -> None:
    random = np.random.default_rng(3)
    query = random.normal(size=128).astype(np.float32)
    # Some are near, some far, and most as near as by chance.
    shares = np.linspace(-3, 3, EACH)[:, None] * query
    rows = np.clip((shares + random.normal(size=(EACH, 128))) * 12, -127, 127).astype(np.int8)
    cosines = rows @ query / (np.linalg.norm(rows.astype(np.float32), axis=1) * np.linalg.norm(query))
    differing = differences(encode(rows), encode(query[None]))
    estimated = Estimated(EACH, [Run(query, [0, EACH], [])], [differing], 128)

    about = estimated.about(np.arange(EACH))

    assert about.min() < -0.8 < 0.8 < about.max()
    assert np.abs(about - cosines).mean() < 0.1
