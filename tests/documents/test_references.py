"""What the documentation calls each section, from its general index and its links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.documents.general_index import IndexTerm, read_general_index
from castalia.documents.references import gather
from castalia.indexing.pages import read_pages
from castalia.indexing.progress import SilentProgress
from castalia.source.folder import FolderSource

if TYPE_CHECKING:
    from pathlib import Path


def test_index_entries_are_read_with_their_details(handbook: Path) -> None:
    entries = read_general_index((handbook / "genindex.html").read_text(encoding="utf-8"))

    found = {(entry.term, entry.detail, entry.target) for entry in entries}
    assert ("water", "boiling", "library/kettle.html#index-0") in found
    assert ("operator", "@ (at)", "reference/expressions.html#index-1") in found
    assert (":= (colon equals)", "", "reference/expressions.html#index-1") in found
    assert ("warming the pot", "", "tutorial/first-cup.html#index-0") in found


def test_a_main_entry_is_marked() -> None:
    html = (
        '<table class="indextable"><tr><td><ul><li><a href="a.html#x"><strong>tea</strong></a>, '
        '<a href="b.html#y">[1]</a></li></ul></td></tr></table>'
    )

    assert read_general_index(html) == (
        IndexTerm("tea", "", "a.html#x", main=True),
        IndexTerm("tea", "", "b.html#y", main=False),
    )


def test_index_entries_and_links_reach_the_section_that_holds_their_target(handbook: Path) -> None:
    with FolderSource(handbook) as source:
        documents = read_pages(source, SilentProgress()).documents
        entries = read_general_index(source.page("genindex.html").html)
    pages = {document.path: document for document in documents}

    mentions = gather(documents, entries)

    arrow = pages["reference/expressions.html"].anchors["the-arrow"]
    assert {entry.term for entry in mentions["reference/expressions.html", arrow].index_terms} >= {
        "operator",
        ":= (colon equals)",
    }
    pouring = pages["tutorial/first-cup.html"].anchors["pouring"]
    assert mentions["tutorial/first-cup.html", pouring].link_texts == ("the section on pouring",)
    boil = pages["library/kettle.html"].anchors["kettle.boil"]
    assert mentions["library/kettle.html", boil].inlinks == 3
