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

    from castalia.documents.document import Document


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
    assert mentions["library/kettle.html", boil].inlinks == 5


def test_links_are_counted_by_the_capacity_they_stand_in(library: dict[str, Document]) -> None:
    mentions = gather(tuple(library.values()), ())

    kettle = mentions["library/kettle.html", 0]
    assert (kettle.inlinks, kettle.see_also_links, kettle.child_links) == (1, 1, 1)
    well = mentions["howto/pouring-well.html", 0]
    assert (well.inlinks, well.child_links) == (0, 1)


def test_a_table_of_contents_gives_a_child_no_other_name(library: dict[str, Document]) -> None:
    mentions = gather(tuple(library.values()), ())

    assert mentions["howto/serving.html", 0].link_texts == ()


def test_index_entries_in_definition_lists_are_read() -> None:
    html = (
        '<table class="indextable"><tr><td><dl><dt>tea</dt><dd><dl><dt><a href="a.html#x">green</a></dt></dl></dd>'
        '<dt><a href="b.html#y">water</a></dt></dl></td></tr></table>'
    )

    assert read_general_index(html) == (
        IndexTerm("tea", "green", "a.html#x", main=False),
        IndexTerm("water", "", "b.html#y", main=False),
    )
