"""Version notes of every age and theme give kind, version and text."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from castalia.documents.note import NOTES, VersionNote, read_note


def notes(html: str) -> list[VersionNote]:
    """Give the facts of all notes of a page."""
    parser = LexborHTMLParser(html)
    return [note for node in {each.mem_id: each for each in parser.css(NOTES)}.values() for note in read_note(node)]


def written(directive: str, label: str, text: str, *, mark: str = "changed") -> str:
    """Give a note as Sphinx writes it."""
    return f'<div class="{directive}"><p><span class="versionmodified {mark}">{label}</span>{text}</p></div>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (written("versionadded", "Added in version 3.2.", ""), [VersionNote("added", "3.2", "")]),
        (
            written("versionchanged", "Changed in version 3.13.1: ", "Takes <em>cups</em>."),
            [VersionNote("changed", "3.13.1", "Takes cups.")],
        ),
        (
            written("deprecated-removed", "Deprecated since version 3.11, will be removed in version 3.13: ", "Sip."),
            [VersionNote("deprecated", "3.11", "Sip."), VersionNote("removed", "3.13", "Sip.")],
        ),
        (
            written("deprecated", "<a>Soft deprecated</a> since version 3.15: ", "It works.", mark="soft-deprecated"),
            [VersionNote("soft-deprecated", "3.15", "It works.")],
        ),
        (
            written(
                "versionchanged soft-deprecated", "Soft deprecated since version 3.15: ", "", mark="soft-deprecated"
            ),
            [VersionNote("soft-deprecated", "3.15", "")],
        ),
        (written("versionremoved", "Removed in version 4: ", "Gone."), [VersionNote("removed", "4", "Gone.")]),
        (
            '<div class="versionchanged"><span class="title">Changed in Tea 3.1:</span> <p>It drips.</p></div>',
            [VersionNote("changed", "3.1", "It drips.")],
        ),
        ('<p class="versionadded">New in version 2.0: The lid.</p>', [VersionNote("added", "2.0", "The lid.")]),
        (written("versionadded", "Version 3.7 で追加: ", "x"), [VersionNote("added", "3.7", "x")]),
        (written("versionadded", "バージョン3.7で追加: ", "x"), [VersionNote("added", "3.7", "x")]),
        (written("versionchanged", "Changed in version next: ", "X"), [VersionNote("changed", "next", "X")]),
        ('<div class="versionadded"><p></p></div>', [VersionNote("added", "", "")]),
        ('<p><span class="deprecated">not a note</span></p>', []),
    ],
)
def test_a_note_gives_its_facts(html: str, expected: list[VersionNote]) -> None:
    assert notes(html) == expected
