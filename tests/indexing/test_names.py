"""The names by which sections can be asked for: whole, in part, and as the general index has them."""

from __future__ import annotations

from castalia.documents.document import Section, Symbol
from castalia.documents.general_index import IndexTerm
from castalia.documents.references import Mentions
from castalia.indexing.names import names_of


def section(*symbols: Symbol, name: str = "", title: str = "Mutable sequences") -> Section:
    return Section("here", title, "section", name, "", (), "", symbols)


def keys(rows: list[tuple[str, int, str, str, str]]) -> set[tuple[str, int]]:
    return {(row[0], row[1]) for row in rows}


def entries(*terms: tuple[str, str]) -> Mentions:
    return Mentions([IndexTerm(term, detail, "library/stdtypes.html#here", main=False) for term, detail in terms])


def test_a_method_is_found_by_its_parts_and_by_its_module_and_its_own_name() -> None:
    symbol = Symbol("argparse.ArgumentParser.add_argument", "py:method", "add")

    found = keys(names_of(section(symbol, name=symbol.name), None))

    assert found == {
        ("argparseargumentparseraddargument", 0),
        ("addargument", 1),
        ("argumentparseraddargument", 2),
        ("argparseaddargument", 3),
    }


def test_what_prose_describes_is_found_by_its_owner() -> None:
    found = names_of(section(), entries(("append() (sequence method)", ""), ("sort() (a.b method)", "(list method)")))

    assert {row[2] for row in found if row[3] == "index:member"} == {"sequence.append", "list.sort"}
    assert {("sequenceappend", 0), ("append", 1), ("listsort", 0), ("sort", 1)} <= keys(found)


def test_a_definition_is_its_own_owner() -> None:
    symbol = Symbol("array.array.append", "py:method", "append")

    found = names_of(section(symbol, name=symbol.name), entries(("append() (array.array method)", "")))

    assert "index:member" not in {row[3] for row in found}


def test_a_label_defines_nothing() -> None:
    label = Symbol("typesseq-mutable", "std:label", "here")

    found = names_of(section(label), entries(("append() (sequence method)", "")))

    assert ("sequenceappend", 0) in keys(found)
