"""A page split into its sections and definitions, each with its own words, names, ids and links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from castalia.documents.clean import plain, remove
from castalia.documents.detail import Details, read_details
from castalia.documents.document import Section, Symbol
from castalia.documents.kinds import PLACES, kind_of
from castalia.documents.signature import Signature, parse_signature
from castalia.documents.units import Unit, find_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from castalia.documents.document import Link
    from castalia.documents.source_place import SourcePlace

# The inventory's name of an option is an invention, `json.tool.--indent`; people know it as it is shown.
SHOWN_AS_SIGNED = frozenset({"std:cmdoption", "std:option", "std:pdbcommand"})
HEADINGS = "h1, h2, h3, h4, h5, h6"


@dataclass(frozen=True, slots=True)
class Split:
    """What a page was split into; ``anchors`` gives for every id the index of the section that holds it."""

    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    anchors: dict[str, int]


@dataclass(frozen=True, slots=True)
class Extract:
    """The words and ids of one unit, taken before the element was removed from the page."""

    title: str
    signature: str
    text: str
    ids: tuple[str, ...]
    head_ids: tuple[str, ...]


def split(
    main: LexborNode,
    path: str,
    *,
    declared: Mapping[str, Sequence[Symbol]],
    sources: Mapping[str, SourcePlace],
) -> Split:
    """Split a page's content; the content is consumed.

    Args:
        main: The element with the page's content, cleaned.
        path: The page's path, against which its links are resolved.
        declared: For each id that the inventory declares on this page, the names that it bears.
        sources: Where the code lies that an id's section documents.
    """
    units = find_units(main, {anchor for anchor, symbols in declared.items() if symbols[0].role not in PLACES})
    if not units or units[0].heads or _has_words_outside(main, units[0]):
        units.insert(0, Unit(main))
    parents = _parents(units, main)
    details = read_details(main, path, units, declared=declared)
    # Inner units come after outer ones: taken from the end, each is gone before the one around it is read.
    extracts = [_extract(unit) for unit in reversed(units)][::-1]
    # Older Sphinx puts the labels of a page's first section in front of it.
    anchors = {node.attributes["id"] or "": 0 for node in main.css("[id]")}
    anchors |= {anchor: index for index, extract in enumerate(extracts) for anchor in extract.ids}
    named = [[symbol for anchor in extract.ids for symbol in declared.get(anchor, ())] for extract in extracts]
    # A name whose id is not on the page, since the inventory is older, is at least somewhere on it.
    named[0] += [symbol for anchor in declared if anchors.get(anchor, 0) == 0 for symbol in declared[anchor]]
    sections = []
    for index, (unit, extract, symbols) in enumerate(zip(units, extracts, named, strict=True)):
        source = next((sources[anchor] for anchor in extract.ids if anchor in sources), None) if sources else None
        section = _section(unit, extract, list(dict.fromkeys(symbols)), _titles_above(index, parents, extracts))
        sections.append(_with_details(section, index, details, source=source))
    return Split(tuple(sections), details.links, anchors)


def _has_words_outside(main: LexborNode, first: Unit) -> bool:
    """Tell whether anything but white space stands before or beside the page's first section."""
    if first.body is None or first.body.parent is None or first.body.parent.mem_id != main.mem_id:
        return True
    sibling = main.child
    while sibling is not None:
        if sibling.mem_id != first.body.mem_id and plain(sibling.text()):
            return True
        sibling = sibling.next
    return False


def _parents(units: Sequence[Unit], main: LexborNode) -> list[int | None]:
    """Give for each unit the index of the unit around it."""
    index_of = {unit.body.mem_id: index for index, unit in enumerate(units) if unit.body is not None}
    parents: list[int | None] = []
    for unit in units:
        start = unit.heads[0] if unit.heads else unit.body
        node = start.parent if start is not None and start.mem_id != main.mem_id else None
        while node is not None and node.mem_id not in index_of:
            node = node.parent
        parents.append(index_of[node.mem_id] if node is not None else None)
    return parents


def _titles_above(index: int, parents: Sequence[int | None], extracts: Sequence[Extract]) -> tuple[str, ...]:
    titles: list[str] = []
    parent = parents[index]
    while parent is not None:
        titles.append(extracts[parent].title)
        parent = parents[parent]
    return tuple(title for title in reversed(titles) if title)


def _extract(unit: Unit) -> Extract:
    """Read a unit and remove it from the page, so that the unit around it is read without it."""
    heads = unit.heads
    head_ids = tuple(head.attributes["id"] or "" for head in heads)
    body = unit.body
    roots = [*heads, *([body] if body is not None else [])]
    ids = tuple(node.attributes["id"] or "" for root in roots for node in root.css("[id]"))
    signature = "\n".join(plain(head.text()) for head in heads)
    heading = body.css_first(HEADINGS) if body is not None and not heads else None
    title = signature.partition("\n")[0] if heads else plain(_heading_text(heading))
    if heading is not None:
        heading.decompose()
    text = plain(body.text()) if body is not None else ""
    for root in roots:
        root.decompose()
    return Extract(title, signature, text, ids, head_ids)


def _heading_text(heading: LexborNode | None) -> str:
    if heading is None:
        return ""
    remove(heading.css("span.section-number"))
    return heading.text()


def _section(unit: Unit, extract: Extract, symbols: list[Symbol], above: tuple[str, ...]) -> Section:
    known = {symbol.anchor for symbol in symbols}
    symbols += [
        Symbol(_name_in_signature(unit, extract, anchor), unit.role, anchor)
        for anchor in extract.head_ids
        if anchor not in known
    ]
    defining = [symbol for symbol in symbols if _defines(symbol, unit, extract)]
    anchor = extract.head_ids[0] if extract.head_ids else (extract.ids[0] if extract.ids else "")
    name = defining[0].name if defining else ""
    kind = kind_of(defining[0].role) if defining else "section" if above else "page"
    title = name if unit.heads and name and defining[0].role not in SHOWN_AS_SIGNED else extract.title
    return Section(
        anchor=anchor,
        title=title,
        kind=kind,
        name=name,
        signature=extract.signature,
        breadcrumb=above,
        text=extract.text,
        symbols=tuple(symbols),
        signatures=_signatures(unit, extract, symbols),
    )


def _signatures(unit: Unit, extract: Extract, symbols: Sequence[Symbol]) -> tuple[Signature, ...]:
    """Take the signatures of a definition apart, each with the name that it declares."""
    names = {symbol.anchor: symbol.name for symbol in reversed(symbols)}
    domain = unit.role.partition(":")[0]
    return tuple(
        parse_signature(text, name=names.get(anchor, ""), anchor=anchor, domain=domain)
        for text, anchor in zip(extract.signature.split("\n"), extract.head_ids, strict=False)
    )


def _with_details(section: Section, index: int, details: Details, *, source: SourcePlace | None) -> Section:
    """Put beside a section's words what stands there; most sections have nothing."""
    notes, examples = details.notes.get(index), details.examples.get(index)
    if not notes and not examples and source is None:
        return section
    return replace(section, notes=tuple(notes or ()), examples=tuple(examples or ()), source=source)


def _defines(symbol: Symbol, unit: Unit, extract: Extract) -> bool:
    """Tell whether a symbol is what the unit is about, not a place or a token mentioned in it."""
    if unit.heads:
        return symbol.anchor in extract.head_ids and symbol.role not in PLACES and not symbol.role.endswith("Param")
    return symbol.role == "py:module"


def _name_in_signature(unit: Unit, extract: Extract, anchor: str) -> str:
    """Give the name that a signature without an inventory entry shows, such as a glossary term."""
    lines = extract.signature.split("\n")
    shown = lines[extract.head_ids.index(anchor)]
    return shown if unit.role == "std:term" else shown.partition("(")[0].strip() or anchor
