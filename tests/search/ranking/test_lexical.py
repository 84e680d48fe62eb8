"""BM25F over arrays gives what the formula gives for one section after another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.search.ranking.lexical import LENGTH_NORMALISATION, SATURATION, WEIGHTS, impacts, norms
from castalia.text.postings import invert
from castalia.text.streams import Stream, Streams

FIELD = st.lists(st.sampled_from("abc"), max_size=20)
STREAMS: st.SearchStrategy[list[Stream]] = st.lists(st.tuples(FIELD, FIELD, FIELD, FIELD), min_size=1, max_size=5)


def by_the_formula(fields: Stream, term: str, means: list[float]) -> float:
    frequency = sum(
        weight * list(field).count(term) / (1 - b + b * len(field) / (mean or 1.0))
        for weight, b, field, mean in zip(WEIGHTS, LENGTH_NORMALISATION, fields, means, strict=True)
    )
    return frequency / (SATURATION + frequency)


@given(STREAMS)
def test_every_section_gets_what_the_formula_says(sections: list[Stream]) -> None:
    means = [sum(len(fields[number]) for fields in sections) / len(sections) for number in range(4)]
    streams = Streams()
    for section in sections:
        streams.add_terms(section)
    table = norms(streams.lengths(), means)

    for term, postings in invert(streams):
        expected = [by_the_formula(sections[number], term, means) for number in postings.sections]
        assert impacts(postings, table).tolist() == pytest.approx(expected, rel=1e-4)
