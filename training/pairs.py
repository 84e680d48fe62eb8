"""What is learned from: pairs of a text and a section that it should be near to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.query.noise import NOISE
from castalia.text.embedding import query_terms
from castalia.text.tokens import TOKEN, token_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from training.corpus import Corpus
    from training.questions import Question

# A link to a section says where the answer is, a link to a page only whereabouts.
EXACT, WHEREABOUTS = 1.0, 0.25
# Index entries, texts of links and headings are written to be found, but nobody asked them.
NAMED, HEADED, OPENED = 0.3, 0.3, 0.2

MAX_ENTRIES = 12
MAX_WORDS = 24
FEWEST_GAPS = 4
"""A shorter first sentence says too little to stand for its section."""
PLACES = frozenset({"section", "page", "module"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the documentation itself that stands for a section.

    Args:
        terms: What its vector is made of, were it a query.
        section: The section.
        weight: How much it counts.
    """

    terms: tuple[str, ...]
    section: int
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and the sections that it should be near to.

    Args:
        rows: The rows of what its vector is made of.
        sections: The sections, any of them.
        weight: How much it counts.
        question: Which question it is; none where the documentation says it itself.
    """

    rows: tuple[int, ...]
    sections: tuple[int, ...]
    weight: float
    question: int | None = None


def question_pairs(questions: tuple[Question, ...], rows: Mapping[str, int]) -> list[Pair]:
    """Give a pair for each question that has known terms."""
    pairs = (
        Pair(_rows(question.terms, rows), question.sections, EXACT if question.exact else WHEREABOUTS, number)
        for number, question in enumerate(questions)
    )
    return [pair for pair in pairs if pair.rows]


def documentation_pairs(texts: list[Text], rows: Mapping[str, int]) -> list[Pair]:
    """Give a pair for each text of the documentation that has known terms."""
    pairs = (Pair(_rows(text.terms, rows), (text.section,), text.weight) for text in texts)
    return [pair for pair in pairs if pair.rows]


def documentation_texts(corpus: Corpus) -> list[Text]:
    """Give the texts by which the documentation itself calls its sections."""
    return [
        Text(tuple(query_terms(_words(text))), number, weight)
        for number in range(len(corpus.sections))
        for text, weight in _texts(corpus, number)
    ]


def _words(text: str) -> list[tuple[str, ...]]:
    """Give the words of a text as a query has them."""
    return [token_terms(token) for token in TOKEN.findall(text) if token.casefold() not in NOISE][:MAX_WORDS]


def _texts(corpus: Corpus, number: int) -> Iterator[tuple[str, float]]:
    section = corpus.sections[number]
    yield from ((text, NAMED) for text in corpus.others[number][:MAX_ENTRIES])
    if section.kind in PLACES and " " in section.title:
        yield section.title, HEADED
    opening = section.text.partition(". ")[0][:200]
    if opening.count(" ") >= FEWEST_GAPS:
        yield opening, OPENED


def _rows(terms: tuple[str, ...], rows: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(rows[term] for term in terms if term in rows)
