"""Rows in one piece are the rows that were added."""

from __future__ import annotations

import pickle

import pytest

from castalia.indexing.posting_rows import PostingRows

PACKED = [b"one", b"", b"three"]


def rows_of(*packed: bytes) -> PostingRows:
    rows = PostingRows()
    for each in packed:
        rows.add(each)
    return rows


def test_rows_are_numbered_in_the_order_in_which_they_were_added() -> None:
    assert list(rows_of(*PACKED)) == [(0, b"one"), (1, b""), (2, b"three")]
    assert list(rows_of()) == []


@pytest.mark.parametrize("place", [slice(0, 2), slice(1, 9), slice(3, 5), slice(None, None, -1)])
def test_a_part_of_them_is_that_part_of_a_list(place: slice) -> None:
    assert rows_of(*PACKED)[place] == list(rows_of(*PACKED))[place]


def test_one_of_them_is_that_of_a_list() -> None:
    assert rows_of(*PACKED)[-1] == (2, b"three")
    with pytest.raises(IndexError):
        rows_of(*PACKED)[3]


def test_they_travel_to_another_process() -> None:
    assert list(pickle.loads(pickle.dumps(rows_of(*PACKED)))) == list(rows_of(*PACKED))  # noqa: S301 - Our own bytes.
