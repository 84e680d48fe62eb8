"""A query as it is understood in one language, and the sets of a collection that it is asked of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.query.query import Query
    from castalia.search.ranking.candidates import Asked


@dataclass(frozen=True, slots=True)
class Question:
    """A query and whom it is asked.

    Args:
        query: The query as it is understood in the language.
        language: The language.
        sets: The numbers of the sets in the collection.
    """

    query: Query
    language: str
    sets: tuple[int, ...]


def questions_of(asked: Sequence[Asked]) -> list[Question]:
    """Give what is asked, language by language."""
    numbers: dict[str, list[int]] = {}
    for number, each in enumerate(asked):
        numbers.setdefault(each.documentation.language, []).append(number)
    return [Question(asked[own[0]].query, language, tuple(own)) for language, own in numbers.items()]
