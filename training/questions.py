"""Questions that people asked, with the sections that their answers link."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.query.parse import parse
from castalia.text.embedding import query_terms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Args:
        text: As it was asked.
        terms: What its vector is made of, as a query's is.
        sections: The sections that its answers link.
        exact: Whether they link those sections themselves; else only their pages.
        group: Shared by questions that ask the same.
    """

    text: str
    terms: tuple[str, ...]
    sections: tuple[int, ...]
    exact: bool
    group: str


def read_questions(file: Path, places: Mapping[str, int]) -> tuple[Question, ...]:
    """Read questions, one JSON object a line: ``q``, ``targets``, ``group``.

    Args:
        file: Their file, compressed with gzip.
        places: For each place of the documentation its section; others are left out.
    """
    questions: list[Question] = []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            known = [target for target in record["targets"] if target in places]
            exact = [target for target in known if "#" in target]
            words = tuple(query_terms(parse(record["q"]).words))
            if known and words:
                sections = tuple(dict.fromkeys(places[target] for target in exact or known))
                questions.append(Question(record["q"], words, sections, exact=bool(exact), group=record["group"]))
    return tuple(questions)
