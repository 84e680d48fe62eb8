"""A term vector gives back what was packed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from castalia.text.term_vector import MAX_COUNT, pack, unpack

FIELD = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=300)


@given(st.tuples(FIELD, FIELD, FIELD, FIELD))
def test_every_count_survives_packing(fields: tuple[list[str], ...]) -> None:
    ids = {term: number for number, term in enumerate("abcdefg")}

    vector = unpack(pack(fields, ids))

    assert vector.lengths == tuple(len(field) for field in fields)
    for term, term_id in ids.items():
        assert vector.of(term_id) == tuple(min(field.count(term), MAX_COUNT) for field in fields)
