"""What was typed so far finds what goes on like it, the likeliest first."""

from __future__ import annotations

import pytest

from castalia.search.suggestions.completion import MAX_TEXT, Completions, Entry, fold


def texts(typed: str, *names: str, limit: int = 5) -> list[str]:
    """Give what is suggested of names that are all as likely."""
    known = Completions(Entry(name, "function", 0, name, 0.0) for name in names)
    return [entry.text for entry in known.complete(typed, limit)]


NAMES = ("kettle", "kettle.boil", "kettle.keep_warm", "kettle.Boiler.switch_on", "Warming the pot", ":=", "--whistle")


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("k", ["kettle", "kettle.boil", "kettle.keep_warm", "kettle.Boiler.switch_on"]),
        ("kettle.b", ["kettle.boil", "kettle.Boiler.switch_on"]),
        ("kettle b", ["kettle.boil", "kettle.Boiler.switch_on"]),
        ("KETTLE.KEEP", ["kettle.keep_warm"]),
        ("keepw", ["kettle.keep_warm"]),
        ("boil", ["kettle.boil", "kettle.Boiler.switch_on"]),
        ("switch_on", ["kettle.Boiler.switch_on"]),
        ("pot", ["Warming the pot"]),
        ("the po", ["Warming the pot"]),
        (":", [":="]),
        ("--w", ["--whistle"]),
        ("", []),
        ("  ", []),
        ("xyzzy", []),
        ("ettle", []),
    ],
)
def test_every_word_of_a_text_can_be_begun(typed: str, suggested: list[str]) -> None:
    assert texts(typed, *NAMES) == suggested


@pytest.mark.parametrize("typed", ["how to warm the pot", "pot warm", "warming a p", "the pot", "warm in python pot"])
def test_the_words_of_a_question_may_stand_in_any_order(typed: str) -> None:
    assert texts(typed, *NAMES) == ["Warming the pot"]


def test_what_begins_as_typed_comes_before_what_holds_the_words() -> None:
    assert texts("open tin", "The tin that opens", "open tins") == ["open tins", "The tin that opens"]


@pytest.mark.parametrize("typed", ["ketle", "kettel", "kettla", "kettlle.bo", "kettle.biol", "kettle.nboi"])
def test_a_typo_is_forgiven_where_nothing_else_is_found(typed: str) -> None:
    assert texts(typed, *NAMES)[0].startswith("kettle")


@pytest.mark.parametrize("typed", ["pof", "xettle", "zzzzzzz"])
def test_a_word_too_short_or_wrong_from_the_start_finds_nothing(typed: str) -> None:
    assert texts(typed, *NAMES) == []


def test_the_whole_name_comes_before_a_last_part_and_that_before_a_word() -> None:
    names = ("How to pour it", "teapot.pour_out", "pour_slowly")

    assert texts("pour", *names) == ["pour_slowly", "teapot.pour_out", "How to pour it"]


def test_what_is_likelier_comes_first() -> None:
    known = Completions([Entry("pot", "class", 0, "", 0.0), Entry("potato", "class", 0, "", 4.0)])

    assert [entry.text for entry in known.complete("po", 2)] == ["potato", "pot"]


def test_of_many_that_hold_the_words_the_likeliest_come_first_and_of_these_by_the_alphabet() -> None:
    weights = {f"Warming pot {letter}": 2.0 if letter in "yx" else 1.0 for letter in "zyxwvutsrq"}
    known = Completions(Entry(name, "section", 0, "", weight) for name, weight in weights.items())

    found = [entry.text[-1] for entry in known.complete("pot warming", 4)]

    assert found == ["x", "y", "q", "r"]


def test_capitals_and_underscores_count_where_they_were_typed() -> None:
    assert texts("Pot", "pottery", "Potter") == ["Potter", "pottery"]
    assert texts("__po", "pot", "__pot__") == ["__pot__", "pot"]


def test_one_text_is_suggested_once_with_its_likeliest_place() -> None:
    known = Completions([Entry("Examples", "section", 0, "a", 0.1), Entry("Examples", "section", 1, "b", 0.2)])

    assert [entry.anchor for entry in known.complete("exa", 5)] == ["b"]
    assert len(known) == 1


def test_the_best_of_very_many_are_found() -> None:
    entries = [Entry(f"pot{number:04}", "class", 0, "", float(number == 3777)) for number in range(5000)]

    assert Completions(entries).complete("pot", 1)[0].text == "pot3777"


@pytest.mark.parametrize("text", ["x" * (MAX_TEXT + 1), "", "💥", "\u202eabc", "é" * MAX_TEXT, "....", "İstanbul ǅ"])
def test_odd_texts_do_no_harm(text: str) -> None:
    known = Completions([Entry(text, "section", 0, "", 0.0), Entry("pot", "class", 0, "", 0.0)])

    assert known.complete("pot", 2)[0].text == "pot"
    assert len(known.complete(text, 2)) <= 1


def test_folding_keeps_letters_digits_and_operators_in_front() -> None:
    assert [fold(text) for text in ("os.path.join", "  Two Words ", "--up-to", ":=", "__init__")] == [
        "ospathjoin",
        "twowords",
        "--upto",
        ":=",
        "init",
    ]
