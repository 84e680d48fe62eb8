"""Queries and the questions that were learned from in, the queries that are among them out."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from castalia.query.parse import parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FEWEST = 3
"""A query of fewer words, such as a name, may be part of many questions and is none of them."""


def also_learned(queries: Sequence[str], questions: Path) -> set[str]:
    """Give the queries whose words, in whatever order and form, are all the words of some question.

    Args:
        queries: The queries.
        questions: A file of questions, one JSON object a line, compressed with gzip.
    """
    with gzip.open(questions, "rt", encoding="utf-8") as lines:
        learned = {_words(json.loads(line)["q"]) for line in lines}
    return {query for query in queries if len(words := _words(query)) >= FEWEST and words in learned}


def _words(text: str) -> frozenset[str]:
    """Give what a text asks for, without the order, the endings and the noise of its words."""
    return frozenset(terms[-1] for terms in parse(text).words)
