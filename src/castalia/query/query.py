"""What a query was understood as."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from castalia.query.phrases import phrases
from castalia.text.identifiers import name_key


class Intent(StrEnum):
    """What somebody means by a query."""

    NAME = "name"
    QUESTION = "question"
    CODE = "code"
    ERROR = "error"
    OPERATOR = "operator"
    COMPARISON = "comparison"


class Token(NamedTuple):
    """A word or name of the query whose spelling may be wrong, and where in the text it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Where an answer must come from, by ``in:library``, ``kind:class``, ``version:3.12`` and ``project:django``.

    Args:
        place: A folder of the documentation, or a page of it by its name.
        kind: What the answer defines.
        version: The version to search.
        project: The project to search.
    """

    place: str | None = None
    kind: str | None = None
    version: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query was understood as, for the one who typed it.

    Args:
        intent: What they mean by it.
        names: The names that they ask for.
        phrases: What they put in quotes.
        excluded: What they do not want.
        filters: Where the answer must come from.
        ignored: Words that say nothing here.
    """

    intent: Intent = Intent.QUESTION
    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Args:
        text: What was typed, without white space around it.
        keys: The whole query as the key of a name, as it was typed and without ``in python`` around it.
        singulars: The same of several words in the plural, as the glossary and headings have them in the singular.
        among: Names that stand in it.
        row: Its words in a row.
        words: The words that say something, each with the terms it may be found by, the word itself first.
        tokens: Its words and names whose spelling may be wrong.
        is_plain: Whether there is nothing else in it.
        is_exact: Whether what stands in quotes must stand in the answer, since the query says little else.
        understood: What else there is to it.
    """

    text: str
    keys: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    among: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()
    singulars: tuple[str, ...] = ()
    is_plain: bool = True
    is_exact: bool = False
    understood: Understood = field(default_factory=Understood)

    @property
    def is_restricted(self) -> bool:
        """Whether more is asked of an answer than that it suits the words."""
        filters = self.understood.filters
        return self.asks_of_texts or bool(filters.place or filters.kind)

    @property
    def asks_of_texts(self) -> bool:
        """Whether words must stand in an answer as they were typed, or must not."""
        return self.is_exact or bool(self.understood.excluded)

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term of every word, each once."""
        return tuple(dict.fromkeys(term for word in self.words for term in word))

    @property
    def phrases(self) -> tuple[str, ...]:
        """Keys of names that stand in it and of words in a row, the longest first, without the whole."""
        every = dict.fromkeys((*map(name_key, self.among), *phrases(self.row)))
        return tuple(key for key in every if key and key not in self.keys)
