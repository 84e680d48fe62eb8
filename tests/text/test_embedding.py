"""The shipped embedding brings together what means the same."""

from __future__ import annotations

import numpy as np
import pytest

from castalia.text.embedding import load_embedding, quantize, query_terms
from castalia.text.tokens import TOKEN, terms, token_terms


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
    assert not embedding.of_section([[], [], [], []]).any()


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
    vector = embedding.of_section([terms("os.walk"), [], terms("Files and Directories"), terms("a directory tree")])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert float(vector @ embedding.of_query(words("list all files in a folder"))) > float(
        vector @ embedding.of_query(words("parse json"))
    )


def test_a_byte_for_each_number_loses_next_to_nothing() -> None:
    matrix = np.random.default_rng(1).normal(size=(50, 128)).astype(np.float32)

    vectors, scales = quantize(matrix)

    assert np.abs(vectors * scales[:, None] - matrix).max() < 0.02
