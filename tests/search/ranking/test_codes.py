"""A bit for each number of a vector: about how near it is to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from castalia.search.ranking.codes import differences, encode

if TYPE_CHECKING:
    from castalia.search.ranking.codes import Codes
    from castalia.text.embedding import Vector

DIMENSIONS = 128


def vectors(count: int) -> Vector:
    found: Vector = np.random.default_rng(1).standard_normal((count, DIMENSIONS), np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def estimate(codes: Codes, query: Codes, dimensions: int) -> Vector:
    """Give the cosines that the bits which differ speak for."""
    cosines: Vector = np.cos(np.pi * differences(codes, query) / dimensions)
    return cosines


def test_a_vector_is_near_to_itself_and_far_from_its_opposite() -> None:
    some = vectors(2)
    codes = encode(np.concatenate((some, -some)))

    assert estimate(codes, encode(some[:1]), DIMENSIONS)[[0, 2]] == pytest.approx([1, -1])


def test_the_cosine_is_estimated_within_what_the_bits_can_tell() -> None:
    some, query = vectors(2000), vectors(2001)[-1]
    # Vectors from near to far.
    mixed = some + np.linspace(0, 2, len(some), dtype=np.float32)[:, None] * query
    cosines = mixed @ query / np.linalg.norm(mixed, axis=1)
    errors = estimate(encode(mixed), encode(query[None, :]), DIMENSIONS) - cosines

    assert abs(errors.mean()) < 0.02
    assert errors.std() < 0.15


def test_more_vectors_than_are_compared_at_a_time_are_compared_alike() -> None:
    few = encode(vectors(100))
    many = np.tile(few, 1000)

    assert (differences(many, few[:, :1]) == np.tile(differences(few, few[:, :1]), 1000)).all()


@pytest.mark.parametrize("dimensions", [3, 64, 100])
def test_vectors_of_any_length_have_codes(dimensions: int) -> None:
    query = np.ones(dimensions, np.float32)
    codes = encode(np.stack((query, -query)))

    assert estimate(codes, encode(query[None, :]), dimensions) == pytest.approx([1, -1])
