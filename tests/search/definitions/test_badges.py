"""A badge says what a thing's own notes say, and nothing that may be said of a part of it."""

from __future__ import annotations

import pytest

from castalia.search.definitions.badges import badges_of, own_addition
from castalia.search.definitions.definition import Badge, VersionNote

LONG = "Words about the lid. " * 100


def note(kind: str, version: str, text: str = "") -> VersionNote:
    return VersionNote(kind, version, text, "kettle", "library/kettle.html")


@pytest.mark.parametrize(
    ("notes", "text"),
    [
        ([], "Boils."),
        ([note("added", "3.8")], "It holds: class kettle.Lid A lid. Added in version 3.8."),
        ([note("added", "3.8"), note("added", "3.9")], "One. Added in version 3.8. Two. Added in version 3.9."),
        ([note("added", "3.8"), note("added", "3.8")], "One. Added in version 3.8. Two. Added in version 3.8."),
        ([note("added", "3.8", "The lid parameter.")], "Boils. Added in version 3.8: The lid parameter."),
        ([note("added", "3.8")], f"{LONG}Added in version 3.8. {LONG}"),
        ([note("added", "")], "Boils. Added in version."),
    ],
)
def test_what_may_be_said_of_a_part_is_not_said_of_the_whole(notes: list[VersionNote], text: str) -> None:
    assert own_addition(notes, name="kettle", text=text) is None


@pytest.mark.parametrize(
    ("added", "text"),
    [
        (note("added", "3.8"), "Boils. Added in version 3.8."),
        (note("added", "3.8"), f"Boils. Added in version 3.8. {LONG}"),
        (note("added", "3.8"), f"{LONG}Added in version 3.8."),
        (note("added", "3.8"), f"{LONG}Added in version 3.8. Changed in version 3.9: {LONG}"),
        (note("added", "3.6", "[1]"), "Boils. Added in version 3.6: [1]"),
        (note("added", "3.11", "The module was added."), "Boils. Added in version 3.11: The module was added."),
        (note("added", "3.3", "It was in tea."), "Added in version 3.3: It was in tea. Boils."),
    ],
)
def test_what_is_said_of_the_thing_itself_counts(added: VersionNote, text: str) -> None:
    notes = [added, note("added", "3.12", "The lid parameter.")]

    assert own_addition(notes, name="kettle", text=text) == added


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Use boil() instead.",
        "This function does nothing.",
        "The stoke() function is deprecated.",
        "Deprecated in favor of boil.",
        "list now supports subscripting.",
        "The boil module is recommended instead.",
    ],
)
def test_a_deprecation_of_the_thing_itself_is_shown(text: str) -> None:
    badges = badges_of([note("deprecated", "3.9", text)], name="kettle", text="", release="3.13.5")

    assert badges == (Badge("deprecated", "3.9"),)


@pytest.mark.parametrize(
    "text",
    [
        "The lid parameter.",
        "Passing the lid is deprecated.",
        "Use the keyword argument lid instead of the positional one.",
        "Invalid lids will raise a ValueError.",
    ],
)
def test_a_deprecation_of_a_part_is_not(text: str) -> None:
    assert badges_of([note("deprecated", "3.9", text)], name="kettle", text="", release="3.13.5") == ()


@pytest.mark.parametrize(("version", "kind"), [("3.12", "removed"), ("3.13", "removed"), ("3.16", "removal")])
def test_a_removal_to_come_is_told_from_one_that_was(version: str, kind: str) -> None:
    badges = badges_of([note("removed", version)], name="kettle", text="", release="3.13.5")

    assert [(badge.kind, badge.version) for badge in badges] == [(kind, version)]
