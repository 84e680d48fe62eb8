"""Where the sections and definitions of a page begin, and which lies in which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from selectolax.lexbor import LexborNode

DOMAINS = frozenset({"py", "c", "cpp", "js", "std", "rst", "math"})
NOT_DEFINITIONS = frozenset({"footnote", "citation", "simple", "field-list", "option-list", "docutils"})


@dataclass(eq=False, slots=True)
class Unit:
    """A section, or a group of signatures with the description they share.

    Args:
        body: The element that holds its words: the section, or the description (``dd``).
        heads: The signatures (``dt``) of a definition; none for a section.
        role: The role by its list's class, such as ``py:function``; empty for a section.
    """

    body: LexborNode | None
    heads: list[LexborNode] = field(default_factory=list)
    role: str = ""


class Holders:
    """Which unit holds an element: the innermost around it, else the first.

    Args:
        units: The units of a page, none of them removed from it yet.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._heads = {head.mem_id: index for index, unit in enumerate(units) for head in unit.heads}
        self._bodies = {unit.body.mem_id: index for index, unit in enumerate(units) if unit.body is not None}

    def of(self, node: LexborNode) -> int:
        """Give the index of the unit around an element."""
        index, _ = self._find(node)
        return index

    def is_unit(self, node: LexborNode) -> bool:
        """Tell whether an element is the body or a signature of a unit."""
        return node.mem_id in self._bodies or node.mem_id in self._heads

    def of_body(self, node: LexborNode) -> int | None:
        """Give the index of the unit around an element; ``None`` for an element of a signature."""
        index, is_head = self._find(node)
        return None if is_head else index

    def _find(self, node: LexborNode) -> tuple[int, bool]:
        ancestor: LexborNode | None = node
        while ancestor is not None:
            mark = ancestor.mem_id
            if mark in self._bodies:
                return self._bodies[mark], False
            if mark in self._heads:
                return self._heads[mark], True
            ancestor = ancestor.parent
        return 0, False


def find_units(main: LexborNode, declared: Collection[str]) -> list[Unit]:
    """Give the units of a page in reading order, outer ones before inner ones.

    Args:
        main: The element with the page's content.
        declared: The ids that the inventory declares on this page; they tell definitions from lists of terms.
    """
    units: list[Unit] = []
    described: dict[int, Unit] = {}
    for node in main.css("section[id], div.section[id], dt"):
        if node.tag != "dt":
            units.append(Unit(node))
            continue
        role = _role(node, declared)
        if role is None:
            continue
        description = _description(node)
        if _follows_head(node) and units and units[-1].heads and units[-1].heads[-1].mem_id == _previous(node):
            units[-1].heads.append(node)
        elif description is not None and description.mem_id in described:
            # A signature without an id stands between this one and the first of those that share the description.
            described[description.mem_id].heads.append(node)
        else:
            units.append(Unit(description, [node], role))
            if description is not None:
                described[description.mem_id] = units[-1]
    return units


def is_definition_list(node: LexborNode) -> bool:
    """Tell whether an element is a list in which a domain of Sphinx defines something."""
    classes = (node.attributes.get("class") or "").split() if node.tag == "dl" else []
    return len(classes) > 1 and classes[0] in DOMAINS


def _role(head: LexborNode, declared: Collection[str]) -> str | None:
    """Tell whether a ``dt`` heads a definition: its role, or ``None`` for an ordinary list of terms."""
    parent = head.parent
    classes = (parent.attributes.get("class") or "").split() if parent is not None else []
    if not head.attributes.get("id"):
        return None
    if parent is not None and is_definition_list(parent):
        return ":".join(classes[:2])
    if "glossary" in classes:
        return "std:term"
    if head.attributes["id"] in declared and not NOT_DEFINITIONS & set(classes):
        return "std:definition"
    return "std:definition" if "sig" in (head.attributes.get("class") or "").split() else None


def _siblings(node: LexborNode) -> Iterator[LexborNode]:
    sibling = node.next
    while sibling is not None:
        if sibling.is_element_node:
            yield sibling
        sibling = sibling.next


def _previous(node: LexborNode) -> int:
    sibling = node.prev
    while sibling is not None and not sibling.is_element_node:
        sibling = sibling.prev
    return sibling.mem_id if sibling is not None else 0


def _follows_head(node: LexborNode) -> bool:
    return _previous(node) != 0


def _description(head: LexborNode) -> LexborNode | None:
    """Give the ``dd`` after a ``dt``, past the further ``dt`` that share it."""
    return next((sibling for sibling in _siblings(head) if sibling.tag == "dd"), None)
