"""The names by which sections can be asked for: declared names and their last parts, headings, index entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from castalia.documents.kinds import PLACES
from castalia.text.identifiers import name_key, partial_names, without_remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from castalia.documents.document import Section, Symbol
    from castalia.documents.references import Mentions

NameRow = tuple[str, int, str, str, str]
"""Key, parts, name, role, anchor: the columns of ``Name`` between its id and its section."""

HEADING = "heading"
INDEX_MAIN = "index:main"
INDEX = "index"
INDEX_MEMBER = "index:member"

_OWNER = re.compile(r"\(([\w.]+) (?:method|attribute)\)$")

SYNTAX = frozenset({"keyword", "operator", "soft keyword", "statement"})
"""Entries of the general index that list names under their kind: `operator: @ (at)` tells where `@` is defined."""


def names_of(section: Section, mentions: Mentions | None) -> list[NameRow]:
    """Give each name of a section once, under every key that it can be asked for by."""
    rows = [
        *(row for symbol in section.symbols for row in _symbol_names(symbol)),
        *_heading_names(section),
        *_index_names(section, mentions),
    ]
    return [row for row in dict.fromkeys(rows) if row[0]]


def _symbol_names(symbol: Symbol) -> Iterator[NameRow]:
    # A parameter's name is its function's followed by its own, and a label is no dotted name.
    whole_only = symbol.role in PLACES or symbol.role.endswith("Param") or not symbol.role.startswith(("py:", "c:"))
    for parts, name in partial_names(symbol.name)[: 1 if whole_only else None]:
        yield name_key(name), parts, symbol.name, symbol.role, symbol.anchor
    if symbol.role == "std:cmdoption":
        # The inventory writes an option with its program in front: `python -m`, `venv.--upgrade`.
        option = symbol.name.replace(".-", " -").rpartition(" ")[2]
        yield name_key(option), 1, option, symbol.role, symbol.anchor
    if symbol.role == "std:token":
        token = symbol.name.rpartition(":")[2]
        yield name_key(token), 1, token, symbol.role, symbol.anchor


def _heading_names(section: Section) -> Iterator[NameRow]:
    if not section.name:
        yield name_key(section.title), 0, section.title, HEADING, section.anchor


def _index_names(section: Section, mentions: Mentions | None) -> Iterator[NameRow]:
    for entry in mentions.index_terms if mentions else ():
        role = INDEX_MAIN if entry.main else INDEX
        bare = without_remark(entry.term)
        details = (f"{bare} {entry.detail}", f"{entry.detail} {bare}") if entry.detail else ()
        full = (f"{entry.term} {entry.detail}", f"{entry.detail} {entry.term}") if entry.detail else (entry.term,)
        if entry.term in SYNTAX and entry.detail:
            syntax = without_remark(entry.detail)
            yield name_key(syntax), 0, syntax, INDEX_MAIN, section.anchor
        for name in dict.fromkeys((*full, *details)):
            yield name_key(name), 0, name, role, section.anchor
        defines = any(symbol.role not in PLACES for symbol in section.symbols)
        if not defines and (owner := _OWNER.search(entry.detail or entry.term)):
            # What is described in prose only, such as list.append: `append() (sequence method)`.
            member = bare.removesuffix("()")
            yield name_key(f"{owner[1]}.{member}"), 0, f"{owner[1]}.{member}", INDEX_MEMBER, section.anchor
            yield name_key(member), 1, f"{owner[1]}.{member}", INDEX_MEMBER, section.anchor
        # Under an entry with a remark or a detail stands one of several meanings, so it is a weaker name.
        if entry.detail or bare != entry.term:
            yield name_key(bare), 1, bare, role, section.anchor
