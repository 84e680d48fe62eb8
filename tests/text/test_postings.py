"""Postings say of each term where it stands, and survive packing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from castalia.text.postings import FIELDS, MAX_COUNT, Stream, invert, lengths, pack, unpack

TERMS = "abcde"
FIELD = st.lists(st.sampled_from(TERMS), max_size=300)
STREAMS = st.lists(st.tuples(FIELD, FIELD, FIELD, FIELD), max_size=5)


@given(STREAMS)
def test_every_count_survives_packing(streams: list[Stream]) -> None:
    found = {term: unpack(pack(postings)) for term, postings in invert(streams).items()}

    for term in TERMS:
        counts = [[min(list(field).count(term), MAX_COUNT) for field in fields] for fields in streams]
        holding = [number for number, row in enumerate(counts) if any(row)]
        assert (term in found) == bool(holding)
        if holding:
            assert found[term].sections.tolist() == holding
            assert found[term].counts.tolist() == [counts[number] for number in holding]


def test_terms_come_in_the_order_of_the_alphabet() -> None:
    assert list(invert([(["b", "a"], [], ["c"], [])])) == ["a", "b", "c"]


def test_lengths_are_counted_field_by_field() -> None:
    streams: list[Stream] = [(["a"], ["a", "b"], [], ["c"] * 70_000), ([], [], [], [])]

    assert lengths(streams).tolist() == [[1, 2, 0, 65_535], [0, 0, 0, 0]]
    assert lengths([]).shape == (0, len(FIELDS))
