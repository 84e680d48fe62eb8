"""Pages in, expected sections out: first pages written here, then what Sphinx made of our handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.documents.document import Symbol
from castalia.documents.parse import parse
from castalia.errors import DocumentError
from castalia.source.folder import FolderSource
from castalia.source.page import Page

if TYPE_CHECKING:
    from pathlib import Path

    from castalia.documents.document import Document, Section

GROUPED = """
<div class="body" role="main"><section id="pots"><h1><span class="section-number">2. </span>Pots<a class="headerlink"
href="#pots">¶</a></h1><p>About pots.</p>
<dl class="py function"><dt class="sig sig-object py" id="pots.small">pots.small()</dt>
<dt class="sig sig-object py" id="pots.large">pots.large()</dt><dd><p>Give a pot. See <a class="reference internal"
href="../tea.html#green">green tea</a>.</p></dd></dl>
<section id="lids"><span id="covers"></span><h2>Lids</h2><p id="index-3">They keep heat.</p>
<script>alert(1)</script></section>
</section></div><div class="footer">© Somebody <script>x</script></div>
"""


def section(document: Document, anchor: str) -> Section:
    """Give the section that bears an anchor."""
    return document.sections[document.anchors[anchor]]


def test_a_page_becomes_its_sections_in_reading_order() -> None:
    document = parse(
        Page("library/pots.html", GROUPED), {"pots.small": [Symbol("pots.small", "py:function", "pots.small")]}
    )

    assert [found.title for found in document.sections] == ["Pots", "pots.small", "Lids"]
    assert [found.kind for found in document.sections] == ["page", "function", "section"]
    assert [found.text for found in document.sections] == [
        "About pots.",
        "Give a pot. See green tea.",
        "They keep heat.",
    ]
    assert document.sections[2].breadcrumb == ("Pots",)
    assert document.title == "Pots"
    assert document.folder == "library"


def test_grouped_signatures_share_a_description_and_keep_their_anchors() -> None:
    document = parse(Page("library/pots.html", GROUPED), {})

    pots = section(document, "pots.large")
    assert pots.signature == "pots.small()\npots.large()"
    assert [(symbol.name, symbol.anchor) for symbol in pots.symbols] == [
        ("pots.small", "pots.small"),
        ("pots.large", "pots.large"),
    ]


def test_every_id_belongs_to_the_section_that_holds_it() -> None:
    document = parse(Page("library/pots.html", GROUPED), {})

    assert section(document, "index-3").title == "Lids"
    assert section(document, "covers").title == "Lids"


def test_links_are_resolved_against_the_page() -> None:
    document = parse(Page("library/pots.html", GROUPED), {})

    assert [(link.section, link.target, link.text) for link in document.links] == [(1, "tea.html#green", "green tea")]


def test_scripts_get_neither_into_the_text_nor_into_the_readable_page() -> None:
    document = parse(Page("library/pots.html", GROUPED), {})

    assert "alert" not in document.body
    assert "script" not in document.notice
    assert not any("alert" in found.text for found in document.sections)


def test_a_page_without_content_is_refused_by_name() -> None:
    with pytest.raises(DocumentError, match=r"odd\.html: no element with the page's content"):
        parse(Page("odd.html", "<p>nothing"), {})


@pytest.mark.parametrize(
    ("path", "anchor", "name", "kind"),
    [
        ("library/kettle.html", "kettle.boil", "kettle.boil", "function"),
        ("library/kettle.html", "kettle.keep_hot", "kettle.keep_warm", "function"),
        ("library/kettle.html", "kettle.Boiler", "kettle.Boiler", "class"),
        ("library/kettle.html", "kettle.Boiler.switch_on", "kettle.Boiler.switch_on", "method"),
        ("library/kettle.html", "kettle.Boiler.temperature", "kettle.Boiler.temperature", "attribute"),
        ("library/kettle.html", "kettle.DryError", "kettle.DryError", "exception"),
        ("library/kettle.html", "kettle.MAX_LITRES", "kettle.MAX_LITRES", "data"),
        ("library/kettle.html", "module-kettle", "kettle", "module"),
        ("using/command-line.html", "cmdoption-teapot-m", "teapot.-m", "option"),
        ("using/command-line.html", "envvar-TEAPOTHOME", "TEAPOTHOME", "envvar"),
        ("c-api/teapot.html", "c.Teapot_New", "Teapot_New", "c-function"),
        ("c-api/teapot.html", "c.TEAPOT_MAX", "TEAPOT_MAX", "c-macro"),
        ("c-api/teapot.html", "c.teapot_pour", "teapot_pour", "c-type"),
        ("c-api/teapot.html", "c.Teapot.litres", "Teapot.litres", "c-member"),
        ("glossary.html", "term-infusion", "infusion", "term"),
        ("glossary.html", "term-tea-urn", "samovar", "term"),
        ("reference/expressions.html", "steep", "", "section"),
    ],
)
def test_sphinx_pages_give_their_definitions(
    library: dict[str, Document], path: str, anchor: str, name: str, kind: str
) -> None:
    found = section(library[path], anchor)

    assert (found.name, found.kind) == (name, kind)


def test_everything_the_inventory_declares_has_a_section_that_bears_it(
    handbook: Path, library: dict[str, Document]
) -> None:
    with FolderSource(handbook) as source:
        declared = [entry for entry in source.inventory if entry.path in library]

    missing = [
        entry
        for entry in declared
        if not any(
            (symbol.name, symbol.role, symbol.anchor) == (entry.name, entry.role, entry.anchor)
            for found in library[entry.path].sections
            for symbol in found.symbols
        )
    ]

    assert len(declared) > 30
    assert missing == []


def test_tables_and_notes_keep_their_words(library: dict[str, Document]) -> None:
    assert "Green 80 Black 98" in section(library["library/kettle.html"], "temperatures").text
    assert "Never pour over electric devices." in section(library["tutorial/first-cup.html"], "pouring").text


def test_the_notice_of_the_page_is_kept(library: dict[str, Document]) -> None:
    assert "The Castalia contributors" in library["glossary.html"].notice
