"""The files that training writes and the package ships."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from castalia.text.embedding import quantize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.corpus import Corpus
    from training.model import Learned
    from training.questions import Question


def write_embedding(folder: Path, terms: Sequence[str], learned: Learned) -> Path:
    """Write the vectors of terms and pairs of words, a byte for each number."""
    vectors, scales = quantize(learned.vectors)
    query_scales = scales * learned.query_weights
    file = folder / "embedding.npz"
    np.savez(
        file,
        terms=np.frombuffer("\n".join(terms).encode(), np.uint8),
        vectors=vectors,
        scales=scales.astype(np.float16),
        query_scales=query_scales.astype(np.float16),
        field_weights=learned.field_weights.astype(np.float32),
    )
    return file


def write_popularity(folder: Path, corpus: Corpus, questions: Sequence[Question]) -> Path:
    """Write how often answers link each place itself; an answer with several links counts once in all."""
    counts: Counter[str] = Counter()
    for question in questions:
        if question.exact:
            for section in question.sections:
                counts[corpus.keys[section]] += 1 / len(question.sections)  # type: ignore[assignment]  # Parts of one.
    rounded = {key: round(count, 2) for key, count in sorted(counts.items())}
    file = folder / "popularity.json.gz"
    # Without a time of writing, so that the same counts are the same file.
    file.write_bytes(gzip.compress(json.dumps(rounded, separators=(",", ":")).encode(), mtime=0))
    return file
