"""What the rest of the documentation calls each section, and how often it points there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from castalia.documents.document import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from castalia.documents.document import Document, Link
    from castalia.documents.general_index import IndexTerm

MAX_LINK_TEXTS = 20
"""So many different texts of links are kept for a section, the most frequent first; the rest are variations."""

Place = tuple[str, int]
"""The path of a page and the index of a section on it."""


@dataclass(slots=True)
class Mentions:
    """How a section is spoken of.

    Args:
        index_terms: Its entries in the general index.
        link_texts: The words of links to it that are not its own name or title, the most frequent first.
        inlinks: The number of other sections that link to it in running text or under "see also".
        see_also_links: The number of those that name it under "see also".
        child_links: The number of sections whose table of contents has it as a direct child.
    """

    index_terms: list[IndexTerm] = field(default_factory=list)
    link_texts: tuple[str, ...] = ()
    inlinks: int = 0
    see_also_links: int = 0
    child_links: int = 0


def gather(documents: Sequence[Document], index_terms: Iterable[IndexTerm]) -> Mapping[Place, Mentions]:
    """Give for every section that is spoken of how it is.

    Args:
        documents: All pages of one documentation.
        index_terms: Its general index; entries whose place is on no page are left out.
    """
    pages = {document.path: document for document in documents}
    mentions: defaultdict[Place, Mentions] = defaultdict(Mentions)
    for term in index_terms:
        place = resolve(term.target, pages)
        if place is not None:
            mentions[place].index_terms.append(term)
    texts: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    for place, link, is_first in _links(documents, pages):
        _count(mentions[place], link.kind, int(is_first))
        if link.kind is not LinkKind.CHILD:
            texts[place][link.text] += 1
    for place, counted in texts.items():
        section = pages[place[0]].sections[place[1]]
        own = {section.title, section.name, section.name.rpartition(".")[2], f"{section.name}()"}
        kept = [text for text, _ in counted.most_common() if text not in own and text.rstrip("()") not in own]
        mentions[place].link_texts = tuple(kept[:MAX_LINK_TEXTS])
    return mentions


def _count(mentions: Mentions, kind: LinkKind, more: int) -> None:
    """Count a link in its capacity; further ones from the same section in the same capacity add nothing."""
    if kind is LinkKind.CHILD:
        mentions.child_links += more
        return
    mentions.inlinks += more
    if kind is LinkKind.SEE_ALSO:
        mentions.see_also_links += more


def _links(documents: Sequence[Document], pages: Mapping[str, Document]) -> Iterable[tuple[Place, Link, bool]]:
    """Give each link with its place, and whether it is the first from its section."""
    for document in documents:
        seen: set[tuple[int, Place, bool]] = set()
        for link in document.links:
            place = resolve(link.target, pages)
            if place is None or place == (document.path, link.section):
                continue
            mark = (link.section, place, link.kind is LinkKind.CHILD)
            yield place, link, mark not in seen
            seen.add(mark)


def resolve(target: str, pages: Mapping[str, Document]) -> Place | None:
    """Find the section that holds ``path#anchor``; ``None`` when there is no such page or id."""
    path, _, anchor = unquote(target).partition("#")
    document = pages.get(path)
    if document is None:
        return None
    index = document.anchors.get(anchor) if anchor else 0
    return None if index is None else (path, index)
