"""The token stream keeps what programmers ask for."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.text.tokens import MAX_TERM_LENGTH, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("with is not", ["with", "is", "not"]),
        ("os.path.join(a, b)", ["os.path.join", "os", "path", "join", "a", "b"]),
        ("asyncio.TaskGroup", ["asyncio.taskgroup", "asyncio", "taskgroup", "task", "group"]),
        ("lru_cache", ["lru_cache", "lru", "cache", "cach"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("__init__", ["__init__", "init"]),
        ("running loggers", ["running", "run", "loggers", "logger"]),
        ("x := 5", ["x", ":=", "5"]),
        ("f(**kwargs) -> int", ["f", "**", "kwargs", "kwarg", "->", "int"]),
        ("a @ b", ["a", "@", "b"]),
        ("@property", ["@", "property", "properti"]),
        ("[::] {}", ["[::]", "{}"]),
        ("%s and %(name)d", ["%s", "and", "%(name)d"]),
        ("-m venv --upgrade-deps", ["-m", "m", "venv", "--upgrade-deps", "upgrade", "upgrad", "deps", "dep"]),
        ("404 3.12 0x1F", ["404", "3.12", "0x1f"]),
        ("one, two.", ["one", "two"]),
        ("", []),
    ],
)
def test_a_text_gives_the_terms_that_find_it(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_word_finds_itself_before_its_stem() -> None:
    assert terms("logging") == ["logging", "log"]


def test_writing_without_spaces_is_found_by_its_neighbouring_characters() -> None:
    assert terms("列表推导式", "zh-cn") == ["列表推导式", "列表", "表推", "推导", "导式"]
    assert terms("列表", "zh-cn") == ["列表"]
    assert set(terms("リスト", "ja")) & set(terms("リスト内包表記", "ja")) == {"リス", "スト"}
    assert set(terms("리스트를", "ko")) & set(terms("리스트", "ko")) == {"리스", "스트"}


def test_names_within_writing_without_spaces_are_found_as_names() -> None:
    assert terms("list.append的", "zh-cn") == ["list.append的", "的", "list.append", "list", "append"]
    assert "asyncio.run" in terms("関数asyncio.runを呼び出す", "ja")
    assert {"python3", "以降"} <= set(terms("Python3以降", "ja"))


def test_nothing_of_a_long_sentence_without_spaces_is_dropped() -> None:
    sentence = "列表推导式的结果" * 40 + "末尾"

    found = terms(sentence, "zh-cn")

    assert {sentence[start : start + 2] for start in range(len(sentence) - 1)} == set(found)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ภาษา", "th", {"ภาษา", "ภา", "าษ", "ษา"}),
        ("ที่นี่", "th", {"ที่นี่", "ที", "ี่", "่น", "นี"}),
        ("हिन्दी में", "hi", {"हिन्दी", "में"}),
        ("हिन्दी.खोज", "hi", {"हिन्दी.खोज", "हिन्दी", "खोज"}),
        ("తాటిపర్తి", "te", {"తాటిపర్తి"}),
        ("مُحَمَّد", "ar", {"مُحَمَّد"}),
        ("שָׁלוֹם", "he", {"שָׁלוֹם"}),
        ("𑄌𑄋𑄴𑄟𑄳𑄦", "ccp", {"𑄌𑄋𑄴𑄟𑄳𑄦"}),
    ],
)
def test_marks_of_vowels_and_points_stay_in_their_word(text: str, language: str, expected: set[str]) -> None:
    found = set(terms(text, language))

    assert {normalize("NFC", term) for term in expected} <= found


def test_an_accent_written_as_a_mark_is_the_same_as_the_letter_that_has_it() -> None:
    assert terms("re\u0301sume\u0301", "fr") == terms("résumé", "fr")


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("école", "École", "fr"),
        ("élève", "obtenirÉlève()", "fr"),
        ("ändern", "GrößeÄndern", "de"),
        ("größe", "GrößeÄndern", "de"),
        ("файл", "читатьФайл", "ru"),
        ("αρχείο", "ΔιάβασεΑρχείο", "el"),
    ],
)
def test_a_capital_of_any_script_begins_a_word_and_is_its_small_letter(query: str, text: str, language: str) -> None:
    assert set(terms(query, language)) <= set(terms(text, language))


def test_how_a_character_is_drawn_is_no_part_of_a_word() -> None:
    assert terms("word\ufe0f") == ["word"]


def test_another_language_has_its_own_stems() -> None:
    assert "maison" in terms("maisons", "fr")
    assert terms("maisons", "xx") == ["maisons"]


@given(st.text(max_size=400))
def test_no_text_gives_a_term_that_a_database_would_split_or_refuse(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(character.isspace() or character == "\0" for character in term)
        assert len(term) <= 4 * MAX_TERM_LENGTH
