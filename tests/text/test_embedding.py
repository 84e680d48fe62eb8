"""The shipped embedding brings together what means the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from castalia.text.embedding import FIELD_LIMITS, NOISE, load_embedding, quantize, query_terms
from castalia.text.streams import Streams
from castalia.text.tokens import TOKEN, terms, token_terms

if TYPE_CHECKING:
    from castalia.text.embedding import Embedding, Vector


def vector_of(*texts: str) -> Vector:
    """Give the vector of a section with these fields."""
    embedding = load_embedding()
    assert embedding is not None
    streams = Streams()
    streams.add(*texts)
    vector: Vector = embedding.of_sections(streams, embedding.rows_of(streams.terms), sections=range(1))[0]
    return vector


def words(text: str) -> list[tuple[str, ...]]:
    return [token_terms(token) for token in TOKEN.findall(text)]


@pytest.fixture(scope="module")
def similarity():  # type: ignore[no-untyped-def]  # noqa: ANN201 - A function of two texts.
    """Give the cosine of two texts."""
    embedding = load_embedding()
    assert embedding is not None

    def cosine(first: str, second: str) -> float:
        return float(embedding.of_query(words(first)) @ embedding.of_query(words(second)))

    return cosine


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("sort a dictionary by value", "sorted key", "tkinter canvas"),
        ("run a shell command", "subprocess run", "complex numbers"),
        ("make a folder", "os.makedirs directory", "regular expression"),
    ],
)
def test_texts_that_mean_the_same_are_nearer(similarity, text: str, near: str, far: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - The fixture's function.
    assert similarity(text, near) > similarity(text, far)


def test_a_text_without_a_known_term_has_no_direction() -> None:
    embedding = load_embedding()

    assert embedding is not None
    assert not embedding.of_query([("xyzzyplugh",)]).any()
    assert not vector_of("", "xyzzyplugh", "", "python").any()


def test_a_pair_of_words_says_more_than_its_words() -> None:
    embedding = load_embedding()

    assert embedding is not None
    assert "work directori" in embedding.ids
    assert query_terms(words("working directory")) != query_terms(words("directory working"))
    assert (
        embedding.of_query(words("working directory")).tolist()
        != embedding.of_query(words("directory working")).tolist()
    )


def test_a_section_lies_where_its_fields_lie() -> None:
    embedding = load_embedding()

    assert embedding is not None
    vector = vector_of("os.walk", "", "Files and Directories", "a directory tree")
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert float(vector @ embedding.of_query(words("list all files in a folder"))) > float(
        vector @ embedding.of_query(words("parse json"))
    )


def test_sections_have_the_same_vectors_together_as_one_by_one() -> None:
    embedding = load_embedding()
    sections = [
        ("os.walk", "", "Files", "a directory tree " * 200),
        ("", "", "", ""),
        ("sorted", "sort a list", "", "key"),
    ]
    streams = Streams()
    for section in sections:
        streams.add(*section)

    assert embedding is not None
    together = embedding.of_sections(streams, embedding.rows_of(streams.terms), sections=range(3))
    assert together == pytest.approx(np.array([vector_of(*section) for section in sections]), abs=1e-6)
    assert together == pytest.approx(np.array([by_the_formula(embedding, section) for section in sections]), abs=1e-5)


def by_the_formula(embedding: Embedding, section: tuple[str, ...]) -> Vector:
    """Give the vector of a section term by term."""

    def unit(vector: Vector) -> Vector:
        length = np.linalg.norm(vector)
        return vector / length if length else vector

    total = np.zeros(embedding.dimensions, np.float32)
    for text, limit, weight in zip(section, FIELD_LIMITS, embedding.field_weights, strict=True):
        rows = [embedding.ids[term] for term in terms(text)[:limit] if term in embedding.ids and term not in NOISE]
        total += weight * unit((embedding.vectors[rows] * embedding.scales[rows, None]).sum(axis=0))
    return unit(total)


def test_a_byte_for_each_number_loses_next_to_nothing() -> None:
    matrix = np.random.default_rng(1).normal(size=(50, 128)).astype(np.float32)

    vectors, scales = quantize(matrix)

    assert np.abs(vectors * scales[:, None] - matrix).max() < 0.02
