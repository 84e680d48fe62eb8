"""Values that are packed come out as they went in, whatever block they lie in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.search.ranking.packed import Packed


@given(st.lists(st.lists(st.binary(max_size=9), max_size=5), max_size=6))
def test_every_value_is_found_by_its_number(blocks: list[list[bytes]]) -> None:
    packed = Packed()
    for block in blocks:
        packed.add(block)

    values = [value for block in blocks for value in block]
    assert len(packed) == len(values)
    assert [packed[number] for number in range(len(packed))] == values


def test_its_size_is_that_of_the_values_and_of_where_they_end() -> None:
    packed = Packed()
    packed.add([b"tea", b"", b"urn"])

    assert packed.size == len(b"teaurn") + 3 * 4


def test_a_number_that_was_never_given_is_refused() -> None:
    packed = Packed()
    packed.add([b"tea"])

    with pytest.raises(IndexError):
        packed[1]
