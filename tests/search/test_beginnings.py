"""Wherever a word has a term of the query, it is looked at; and hardly any other is."""

from __future__ import annotations

from pathlib import Path

import pytest

from castalia.search.beginnings import STEM, Beginnings
from castalia.text.tokens import TOKEN, token_terms

DOCUMENTS = Path(__file__).parents[2] / "docs"


def words() -> set[str]:
    """Words as people write them: those of our own documents, and some whose stems end otherwise than they do."""
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS.glob("*.md")]
    special = {
        "queries",
        "happily",
        "hoping",
        "possibility",
        "relational",
        "valencies",
        "École",
        "os.PathLike",
        "--help",
    }
    return special.union(*map(TOKEN.findall, texts))


def finds(term: str, word: str) -> bool:
    return bool(Beginnings({term: 1.0}, "en").places(word))


def test_every_word_is_found_by_each_of_its_terms() -> None:
    pairs = {(word, term) for word in words() for term in token_terms(word) if len(term) > STEM}

    assert {(word, term) for word, term in pairs if not finds(term, word)} == set()
    assert len(pairs) > 3000


@pytest.mark.parametrize(("term", "other"), [("read", "reason"), ("list", "lisp"), ("task", "table"), ("as", "class")])
def test_a_word_that_only_begins_alike_is_not_looked_at(term: str, other: str) -> None:
    assert Beginnings({term: 1.0}, "en").places(f"{other} {term}") == [(len(other) + 1, 0)]


def test_places_are_those_of_the_text_whatever_stands_before_them() -> None:
    text = "“Straße — İstanbul” ﬁnd WALK"

    assert Beginnings({"walk": 1.0}, "en").places(text) == [(text.index("WALK"), 0)]
    assert Beginnings({"walk": 1.0, "straße": 2.0}, "de").places(text) == [(1, 1), (text.index("WALK"), 0)]


def test_of_terms_that_begin_alike_the_heaviest_counts_once() -> None:
    beginnings = Beginnings({"logging": 3.0, "log": 4.0, "logger": 2.0, "as": 1.0, "asyncio": 5.0}, "en")

    assert sorted(beginnings.weights) == [1.0, 4.0, 5.0]
