"""The handbook in, expected sections out: what stands on each page, in which section, in every theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from castalia.documents.document import Link, LinkKind
from castalia.documents.note import VersionNote
from castalia.documents.source_place import SourcePlace

if TYPE_CHECKING:
    from castalia.documents.document import Document, Section

PAGES = {
    "c-api/teapot.html": ["Teapots in C", "Teapot_New", "TEAPOT_MAX", "teapot_pour", "Teapot.litres"],
    "glossary.html": ["Glossary", "infusion", "samovar"],
    "howto/pouring-well.html": ["Pouring well"],
    "howto/serving.html": [
        "Serving tea",
        "serving.pour",
        "serving.Cup",
        "serving.Cup.drink",
        "serving.Cup.rinse",
        "serving.Cup.dry",
        "Tables and notes",
        "Odds and ends",
        "--lumps <count>",
    ],
    "index.html": ["Teapot handbook"],
    "library/kettle.html": [
        "kettle — Boiling water",
        "kettle.boil",
        "kettle.keep_warm",
        "kettle.Boiler",
        "kettle.Boiler.switch_on",
        "kettle.Boiler.switch_off",
        "kettle.Boiler.temperature",
        "kettle.DryError",
        "kettle.MAX_LITRES",
        "Temperatures",
    ],
    "library/leaves.html": ["leaves — Choosing leaves", "leaves.pick", "leaves.open", "leaves.str"],
    "reference/expressions.html": ["Expressions", "The steep statement", "The arrow"],
    "tutorial/first-cup.html": ["Your first cup", "Warming the pot", "Pouring"],
    "using/command-line.html": ["Command line", "-w, --whistle", "-m <module>", "TEAPOTHOME"],
    "whatsnew/3.1.html": ["What\u2019s new in Teapot 3.1", "kettle", "Removed"],
}

TABLES_AND_NOTES = (
    "Lumps by guest Guest Lumps Alice two Bruno none",
    "Warning Hot cups burn fingers.",
    "A round for everybody from serving import pour as fill import asyncio async def serve(guests):",
    "$ teapot -m serving",
    "this is no Python, but a letter to the guests",
    r"The heat that is lost is \(Q = m c \Delta T\) joules. \[T(t) = T_0 e^{-kt}\]",
    "Remarks [1] Sugar comes in lumps, and each lump weighs four grams.",
    "See also kettle What heats the water. A history of the cup Not from here.",
)


def section(library: dict[str, Document], anchor: str, path: str = "howto/serving.html") -> Section:
    """Give the section of a page that bears an anchor."""
    return library[path].sections[library[path].anchors[anchor]]


def links(library: dict[str, Document], anchor: str, kind: LinkKind) -> list[Link]:
    """Give the links of a section that stand in some capacity."""
    page = library["howto/serving.html"]
    return [link for link in page.links if link.section == page.anchors[anchor] and link.kind is kind]


def test_every_page_has_the_expected_sections(themed_library: dict[str, Document]) -> None:
    assert {path: [each.title for each in page.sections] for path, page in themed_library.items()} == PAGES


def test_tables_notes_captions_formulas_and_footnotes_keep_their_words_in_order(
    themed_library: dict[str, Document],
) -> None:
    text = section(themed_library, "tables-and-notes").text

    places = [text.find(words) for words in TABLES_AND_NOTES]
    assert -1 not in places
    assert places == sorted(places)


def test_field_lists_keep_their_words(themed_library: dict[str, Document]) -> None:
    text = section(themed_library, "serving.pour").text

    assert "Parameters: cup \u2013 The cup, warmed before. Returns: Whether the cup is full." in text


def test_nothing_around_the_content_gets_in(themed_library: dict[str, Document]) -> None:
    everything = " ".join(
        f"{each.title} {each.signature} {each.text}" for page in themed_library.values() for each in page.sections
    )

    assert not re.search(
        r"¶|#\s|\[source\]|\[docs\]|Copy|Next|Previous|On this page|Skip to|Toggle|Show Source", everything
    )
    assert "1 from serving" not in everything
    assert "alert" not in everything


def test_a_shown_page_has_its_content_and_nothing_that_acts(themed_library: dict[str, Document]) -> None:
    body = themed_library["howto/serving.html"].body

    assert "data:image/svg+xml;base64," in body
    assert not re.search(r"<script|<style|<svg|onload|\[source\]|headerlink", body)


def test_version_notes_belong_to_what_they_are_about(themed_library: dict[str, Document]) -> None:
    assert section(themed_library, "serving.pour").notes == (
        VersionNote("added", "2.0", ""),
        VersionNote("changed", "3.0", "The sugar argument was added, see kettle.boil()."),
        VersionNote("deprecated", "3.1", "Let guests pour for themselves."),
    )
    assert section(themed_library, "serving.Cup.drink").notes == (VersionNote("removed", "3.2", "Use a straw."),)
    assert section(themed_library, "module-leaves", "library/leaves.html").notes == (
        VersionNote("deprecated", "3.1", "Use pick()."),
    )


def test_a_note_in_a_second_description_without_an_anchor_is_about_the_name(
    themed_library: dict[str, Document],
) -> None:
    assert section(themed_library, "serving.Cup").notes == (VersionNote("added", "1.5", ""),)
    assert section(themed_library, "odds-and-ends").notes == ()
    assert "In short, the cup that guests know. Added in version 1.5." in section(themed_library, "odds-and-ends").text


def test_an_example_in_a_second_description_is_about_the_name(themed_library: dict[str, Document]) -> None:
    (example,) = section(themed_library, "serving.Cup").examples

    assert example.code == ">>> serving.Cup('green').dry('linen')"


def test_a_note_about_something_that_has_no_anchor_anywhere_is_about_no_section(
    themed_library: dict[str, Document],
) -> None:
    notes = [note for page in themed_library.values() for each in page.sections for note in each.notes]

    assert "Greet a guest. Deprecated since version 3.0: Nod." in section(themed_library, "odds-and-ends").text
    assert "Nod." not in [note.text for note in notes]


def test_a_part_that_was_added_does_not_say_since_when_the_whole_is_there(
    themed_library: dict[str, Document],
) -> None:
    rinse = section(themed_library, "serving.Cup.rinse")

    assert VersionNote("added", "2.7", "") not in rinse.notes
    assert VersionNote("changed", "2.8", "Ashes are sieved.") in rinse.notes
    assert "with ashes. Added in version 2.7." in rinse.text


def test_a_note_that_lacks_its_indentation_between_two_definitions_is_about_the_first(
    themed_library: dict[str, Document],
) -> None:
    assert VersionNote("added", "2.6", "") in section(themed_library, "serving.Cup.rinse").notes


def test_examples_belong_to_their_section_and_name_what_they_use(themed_library: dict[str, Document]) -> None:
    (session,) = section(themed_library, "serving.pour").examples
    assert session.code.startswith(">>> import serving\n")
    assert session.names == ("serving", "serving.Cup", "serving.pour", "serving.Cup.drink")

    found = section(themed_library, "tables-and-notes").examples
    assert [(each.language, each.names) for each in found] == [
        ("python", ("serving.pour", "asyncio", "asyncio.timeout")),
        ("shell", ()),
        ("text", ()),
    ]


def test_signatures_are_taken_apart_under_their_own_names(themed_library: dict[str, Document]) -> None:
    (pour,) = section(themed_library, "serving.pour").signatures
    assert [(each.name, each.default) for each in pour.parameters or ()] == [
        ("cup", None),
        ("litres", "0.2"),
        ("sugar", "None"),
        ("wishes", None),
    ]
    assert pour.returns == "bool"

    warm, hot = section(themed_library, "kettle.keep_hot", "library/kettle.html").signatures
    assert [(each.name, each.anchor) for each in (warm, hot)] == [
        ("kettle.keep_warm", "kettle.keep_warm"),
        ("kettle.keep_hot", "kettle.keep_hot"),
    ]
    (pourer,) = section(themed_library, "c.teapot_pour", "c-api/teapot.html").signatures
    assert [each.name for each in pourer.parameters or ()] == ["pot", "cup", "..."]


def test_see_also_and_children_are_known_as_such(themed_library: dict[str, Document]) -> None:
    related = links(themed_library, "tables-and-notes", LinkKind.SEE_ALSO)
    children = links(themed_library, "odds-and-ends", LinkKind.CHILD)

    assert [(link.target, link.text) for link in related] == [
        ("library/kettle.html#module-kettle", "kettle"),
        ("https://example.org/cups", "A history of the cup"),
    ]
    assert [(link.target, link.text) for link in children] == [("howto/pouring-well.html", "Pouring well")]


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        (
            "module-serving",
            SourcePlace("teapot/serving.py", 0, "https://example.org/teapot/tree/main/teapot/serving.py"),
        ),
        (
            "serving.pour",
            SourcePlace("teapot/serving.py", 4, "https://example.org/teapot/blob/main/teapot/serving.py#L4"),
        ),
        ("tables-and-notes", None),
    ],
)
def test_the_place_of_the_code_is_known_where_sphinx_gives_it(
    themed_library: dict[str, Document], anchor: str, expected: SourcePlace | None
) -> None:
    assert section(themed_library, anchor).source == expected
