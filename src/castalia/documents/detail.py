"""What stands beside a section's words: version notes, examples, links."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from castalia.documents.example import Example, ExampleReader
from castalia.documents.links import read_links
from castalia.documents.note import NOTES, VersionNote, read_note
from castalia.documents.subject import Subjects
from castalia.documents.units import Holders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from castalia.documents.document import Link, Symbol
    from castalia.documents.units import Unit


@dataclass(frozen=True, slots=True)
class Details:
    """What stands beside the words of one page's sections, by the index of the section that holds it."""

    notes: Mapping[int, list[VersionNote]] = field(default_factory=lambda: defaultdict(list))
    examples: Mapping[int, list[Example]] = field(default_factory=lambda: defaultdict(list))
    links: tuple[Link, ...] = ()


def read_details(
    main: LexborNode, path: str, units: Sequence[Unit], *, declared: Mapping[str, Sequence[Symbol]]
) -> Details:
    """Read what stands beside the words, before the page is taken apart.

    Args:
        main: The element with the page's content.
        path: The page's path, against which its links are resolved.
        units: Its sections and definitions.
        declared: For each id that the inventory declares on this page, the names that it bears.
    """
    notes: defaultdict[int, list[VersionNote]] = defaultdict(list)
    examples: defaultdict[int, list[Example]] = defaultdict(list)
    holders = Holders(units)
    subjects = Subjects(units, holders, declared=declared)
    reader = ExampleReader(_known(declared))
    # A note that is a change and a deprecation at once is found as both.
    for node in {node.mem_id: node for node in main.css(f"{NOTES}, pre")}.values():
        if node.tag != "pre":
            for note in read_note(node):
                subject = subjects.of_note(node, note.kind)
                if subject is not None:
                    notes[subject].append(note)
            continue
        example = reader.read(node)
        if example is not None:
            examples[subjects.of_example(node)].append(example)
    return Details(notes, examples, read_links(main, path, holders))


def _known(declared: Mapping[str, Sequence[Symbol]]) -> dict[str, str]:
    """Give the full name of each function and class of the page by its last part, the first of that name."""
    known: dict[str, str] = {}
    for symbols in declared.values():
        for symbol in symbols:
            if symbol.role in {"py:function", "py:class", "py:exception", "py:data", "py:decorator"}:
                known.setdefault(symbol.name.rpartition(".")[2], symbol.name)
    return known
