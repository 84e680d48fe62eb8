"""Token streams as numbers say what the terms say."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from castalia.text.streams import FIELDS, Stream, Streams
from castalia.text.tokens import terms

TEXT = st.text("ab_.C é文", max_size=40)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=4))
def test_a_stream_holds_the_terms_of_its_texts(sections: list[tuple[str, str, str, str]]) -> None:
    streams = Streams("fr")
    for texts in sections:
        streams.add(*texts)

    assert len(streams) == len(sections)
    told = [streams.terms[number] for number in streams.numbers]
    assert [told[start:end] for start, end in pairwise(streams.bounds)] == [
        terms(text, "fr") for texts in sections for text in texts
    ]


def test_a_term_has_one_number_wherever_it_stands() -> None:
    streams = Streams()
    streams.add("kettle", "tea", "", "kettle tea kettle")

    assert streams.terms == ("kettle", "kettl", "tea")
    assert streams.numbers.tolist() == [0, 1, 2, 0, 1, 2, 0, 1]


def test_lengths_are_counted_field_by_field() -> None:
    streams = Streams()
    long: Stream = (["a"], ["a", "b"], [], ["c"] * 70_000)
    streams.add_terms(long)
    streams.add_terms(([], [], [], []))

    assert streams.lengths().tolist() == [[1, 2, 0, 65_535], [0, 0, 0, 0]]
    assert streams.mean_lengths() == [0.5, 1.0, 0.0, 35_000.0]
    assert Streams().lengths().shape == (0, len(FIELDS))
    assert Streams().mean_lengths() == [0.0] * len(FIELDS)
