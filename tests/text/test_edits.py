"""Edits are counted as a whole matrix counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.text.edits import edits

WORD = st.text("abc", max_size=7)


def matrix_edits(left: str, right: str) -> int:
    """Count edits the slow way, cell by cell, neighbours swapped counting as one."""
    rows = [list(range(len(right) + 1))]
    for i, one in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            cell = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (one != other))
            if i > 1 and j > 1 and left[i - 2 : i] == right[j - 2 : j][::-1]:
                cell = min(cell, rows[-2][j - 2] + 1)
            row.append(cell)
        rows.append(row)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [("gather", "gather", 0), ("gahter", "gather", 1), ("freze", "freeze", 1), ("", "ab", 2), ("join", "split", 3)],
)
def test_a_letter_lost_added_replaced_or_swapped_is_one_edit(left: str, right: str, count: int) -> None:
    assert edits(left, right, 2) == count


@given(WORD, WORD, st.integers(0, 3))
def test_edits_are_those_of_the_textbook_up_to_the_limit(left: str, right: str, limit: int) -> None:
    assert edits(left, right, limit) == min(matrix_edits(left, right), limit + 1)
