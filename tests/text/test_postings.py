"""Postings say of each term where it stands, and survive packing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from castalia.text.postings import MAX_COUNT, invert, pack, unpack
from castalia.text.streams import Stream, Streams

TERMS = "abcde"
FIELD = st.lists(st.sampled_from(TERMS), max_size=300)
STREAMS = st.lists(st.tuples(FIELD, FIELD, FIELD, FIELD), max_size=5)


def streams_of(sections: list[Stream]) -> Streams:
    streams = Streams()
    for section in sections:
        streams.add_terms(section)
    return streams


@given(STREAMS)
def test_every_count_survives_packing(sections: list[Stream]) -> None:
    found = {term: unpack(pack(postings)) for term, postings in invert(streams_of(sections))}

    for term in TERMS:
        counts = [[min(list(field).count(term), MAX_COUNT) for field in fields] for fields in sections]
        holding = [number for number, row in enumerate(counts) if any(row)]
        assert (term in found) == bool(holding)
        if holding:
            assert found[term].sections.tolist() == holding
            assert found[term].counts.tolist() == [counts[number] for number in holding]


def test_terms_come_in_the_order_of_the_alphabet() -> None:
    assert [term for term, _ in invert(streams_of([(["b", "a"], [], ["c"], [])]))] == ["a", "b", "c"]
