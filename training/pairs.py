"""What is learned from: pairs of a text and a section that it should be near to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.text.embedding import NOISE
from castalia.text.tokens import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from training.corpus import Corpus
    from training.questions import Question

# A link to a section says where the answer is, a link to a page only whereabouts.
EXACT, WHEREABOUTS = 1.0, 0.25
# Index entries, texts of links and headings are written to be found, but nobody asked them.
NAMED, HEADED, OPENED = 0.3, 0.3, 0.2

MAX_ENTRIES = 12
FEWEST_GAPS = 4
"""A shorter first sentence says too little to stand for its section."""
PLACES = frozenset({"section", "page", "module"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and the sections that it should be near to.

    Args:
        terms: The rows of the text's terms in the vocabulary.
        sections: The sections, any of them.
        weight: How much it counts.
    """

    terms: tuple[int, ...]
    sections: tuple[int, ...]
    weight: float


def question_pairs(questions: tuple[Question, ...], rows: Mapping[str, int]) -> list[Pair]:
    """Give a pair for each question that has known terms."""
    pairs = (
        Pair(_rows(question.terms, rows), question.sections, EXACT if question.exact else WHEREABOUTS)
        for question in questions
    )
    return [pair for pair in pairs if pair.terms]


def documentation_pairs(corpus: Corpus, rows: Mapping[str, int]) -> list[Pair]:
    """Give the pairs that the documentation itself holds."""
    found: list[Pair] = []
    for number in range(len(corpus.sections)):
        for text, weight in _texts(corpus, number):
            known = _rows(tuple(term for term in terms(text) if term not in NOISE), rows)[:40]
            if known:
                found.append(Pair(known, (number,), weight))
    return found


def _texts(corpus: Corpus, number: int) -> Iterator[tuple[str, float]]:
    section = corpus.sections[number]
    yield from ((text, NAMED) for text in corpus.others[number][:MAX_ENTRIES])
    if section.kind in PLACES and " " in section.title:
        yield section.title, HEADED
    opening = section.text.partition(". ")[0][:200]
    if opening.count(" ") >= FEWEST_GAPS:
        yield opening, OPENED


def _rows(words: tuple[str, ...], rows: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(rows[word] for word in words if word in rows)
