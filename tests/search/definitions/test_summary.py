"""What describes a thing stays, what surrounds it goes."""

from __future__ import annotations

import pytest

from castalia.search.definitions.summary import LENGTH, passage, summary


def test_examples_and_what_follows_are_left_out() -> None:
    text = "Cut the stem. Otherwise do nothing: >>> cut(2) 'stem' Added in version 3.9. See also tie()."

    assert summary(text, codes=[">>> cut(2)\n'stem'"]) == "Cut the stem."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deprecated since version 3.6, removed in version 3.12. It is gone. Use that.", "It is gone. Use that."),
        ("New in version 3.9: Once. Tie the stem.", "Tie the stem."),
        ("Soft-deprecated since version 3.13. Tie the stem.", "Tie the stem."),
        ("Tie the stem. Changed in version 3.5: Twice.", "Tie the stem."),
    ],
)
def test_version_notes_are_left_out(text: str, expected: str) -> None:
    assert summary(text, notes=["Once.", "Twice."]) == expected


def test_the_source_file_in_front_is_left_out() -> None:
    assert summary("Source code: Lib/stem.py This ties. More.", file="Lib/stem.py") == "This ties. More."


def test_abbreviations_end_no_sentence() -> None:
    text = f"Tie stems, e.g. Roses, i.e. Those with thorns. {'Pull. ' * 60}"

    assert summary(text).startswith("Tie stems, e.g. Roses, i.e. Those with thorns. Pull.")


def test_so_many_sentences_are_given_as_there_is_room_for() -> None:
    text = " ".join(["Water the roses every day."] * 30)

    assert LENGTH - 30 < len(summary(text)) <= LENGTH
    assert summary(text).endswith("day.")


def test_an_endless_sentence_is_cut_between_words() -> None:
    assert summary("word " * 500).endswith("word …")
    assert len(summary("x" * 5000)) <= 2 * LENGTH + 2


def test_nothing_gives_nothing() -> None:
    assert summary("") == ""


KETTLE = "Note Cups differ. Pots have one operator: the % operator. It pours."


@pytest.mark.parametrize("about", ["%", "%s", "%(cup)s"])
def test_a_passage_begins_where_it_tells_of_the_operator(about: str) -> None:
    assert passage(KETTLE, about) == "Pots have one operator: the % operator. It pours."


def test_a_passage_that_tells_of_nothing_asked_for_begins_at_its_beginning() -> None:
    assert passage(KETTLE, "pour") == KETTLE
