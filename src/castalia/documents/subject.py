"""What a version note or an example is about: not always the section or definition around it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from castalia.documents.note import CHANGED, NOTE_CLASSES
from castalia.documents.units import is_definition_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from castalia.documents.document import Symbol
    from castalia.documents.units import Holders, Unit

PARTS = frozenset({"li", "td", "dd"})
"""What stands in one of these within a unit is about a part of it: a parameter, a case, a row."""


class Subjects:
    """Finds the unit of a page that something is about.

    Args:
        units: The units of the page, none of them removed from it yet.
        holders: Which of them holds an element.
        declared: For each id that the inventory declares on this page, the names that it bears.
    """

    def __init__(self, units: Sequence[Unit], holders: Holders, *, declared: Mapping[str, Sequence[Symbol]]) -> None:
        self._units = units
        self._holders = holders
        self._declared = declared

    def of_note(self, note: LexborNode, kind: str) -> int | None:
        """Give the index of the unit that a version note is about; ``None`` when it is about a part of one.

        What was added, deprecated or removed with a part was not so with the whole; but whose part has changed
        has changed.
        """
        elsewhere, is_in_part = self._around(note)
        if elsewhere is not None:
            return self._defining(elsewhere)
        if is_in_part and kind != CHANGED:
            return None
        # Between two definitions stands what was meant for the first one, and was not indented.
        before = _neighbour(note, "prev")
        after = _neighbour(note, "next")
        if before is not None and after is not None and is_definition_list(before) and is_definition_list(after):
            return self._defining(before)
        return self._holders.of(note)

    def of_example(self, example: LexborNode) -> int:
        """Give the index of the unit that a block of code is about."""
        elsewhere, _ = self._around(example)
        found = None if elsewhere is None else self._defining(elsewhere)
        return self._holders.of(example) if found is None else found

    def _around(self, node: LexborNode) -> tuple[LexborNode | None, bool]:
        """Give the list that defines something without an id around an element, and whether it is in any part."""
        is_in_part = False
        around = node.parent
        while around is not None and not self._holders.is_unit(around):
            if around.tag in PARTS:
                is_in_part = True
                if around.tag == "dd" and around.parent is not None and is_definition_list(around.parent):
                    return around.parent, True
            around = around.parent
        return None, is_in_part

    def _defining(self, definitions: LexborNode) -> int | None:
        """Give the unit of what a list defines last, which may be described here a second time."""
        heads = [child for child in _elements(definitions) if child.tag == "dt"]
        if heads and self._holders.is_unit(heads[-1]):
            return self._holders.of(heads[-1])
        outer = self._names[self._holders.of(definitions)]
        names = [name for head in heads if (name := _name(head))]
        wanted = [each for name in names for each in (name, *(f"{owner}.{name}" for owner in outer))]
        return next((self._places[name] for name in wanted if name in self._places), None)

    @cached_property
    def _names(self) -> list[list[str]]:
        """The names that each unit bears."""
        found = []
        for unit in self._units:
            roots = [*unit.heads, *([unit.body] if unit.body is not None else [])]
            anchors = [root.attributes.get("id") or "" for root in roots]
            found.append([symbol.name for anchor in anchors for symbol in self._declared.get(anchor, ())])
        return found

    @cached_property
    def _places(self) -> dict[str, int]:
        """The definition of each name."""
        return {name: index for index, unit in enumerate(self._units) if unit.heads for name in self._names[index]}


def _neighbour(note: LexborNode, direction: Literal["prev", "next"]) -> LexborNode | None:
    """Give the next element in a direction that is no version note."""
    node: LexborNode | None = getattr(note, direction)
    while node is not None and (not node.is_element_node or _is_note(node)):
        node = getattr(node, direction)
    return node


def _is_note(node: LexborNode) -> bool:
    return not NOTE_CLASSES.isdisjoint((node.attributes.get("class") or "").split())


def _name(head: LexborNode) -> str:
    """Give the name that a signature shows, with what Sphinx puts in front of it."""
    return "".join(part.text().strip() for part in head.css(".sig-prename, .sig-name"))


def _elements(parent: LexborNode) -> Iterator[LexborNode]:
    child = parent.child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next
