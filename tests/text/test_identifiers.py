"""Names are taken apart and folded to keys."""

from __future__ import annotations

import pytest

from castalia.text.identifiers import identifier_parts, name_key, partial_names, without_remark


@pytest.mark.parametrize(
    ("identifier", "parts"),
    [
        ("lru_cache", ("lru", "cache")),
        ("TaskGroup", ("task", "group")),
        ("HTTPServer", ("http", "server")),
        ("PyUnicode_AsUTF8", ("py", "unicode", "as", "utf8")),
        ("base64", ("base64",)),
        ("__init__", ("init",)),
        ("___", ()),
        ("École", ("école",)),
        ("ÉCOLE", ("école",)),
        ("E\u0301cole", ("e\u0301cole",)),
        ("ÉcoleNormale", ("école", "normale")),
        ("obtenirÉlève", ("obtenir", "élève")),
        ("IOÜbertragung", ("io", "übertragung")),
        ("größeÄndern2", ("grösse", "ändern2")),
        ("straßenName", ("strassen", "name")),
        ("читатьФайл", ("читать", "файл")),
        ("ЧИТАТЬФайл", ("читать", "файл")),
        ("ΔιάβασεΑρχείο", ("διάβασε", "αρχείο")),
        ("Ǆungla", ("ǆungla",)),
        ("ǅunglaTest", ("ǆungla", "test")),
        ("Python语言", ("python", "语言")),
        ("שמשWorld", ("שמש", "world")),
    ],
)
def test_an_identifier_is_made_of_words(identifier: str, parts: tuple[str, ...]) -> None:
    assert identifier_parts(identifier) == parts


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("os.path.join", "ospathjoin"),
        ("OS path_join(a, b)", "ospathjoin"),
        ("print(f(x), 1", "print"),
        (":=", ":="),
        (":= (colon equals)", ":="),
        ("-m", "-m"),
        ("%s", "%s"),
        ("**kwargs", "**kwargs"),
        ("@functools.cache", "functoolscache"),
        ("()", "()"),
        ("  ", ""),
    ],
)
def test_a_name_is_forgiven_its_spelling_but_not_its_operators(name: str, key: str) -> None:
    assert name_key(name) == key


def test_a_dotted_name_is_also_known_by_its_last_parts() -> None:
    assert partial_names("a.b.c.d") == ((0, "a.b.c.d"), (1, "d"), (2, "c.d"), (3, "a.d"))
    assert partial_names("a") == ((0, "a"),)


def test_a_remark_is_no_part_of_an_index_term() -> None:
    assert without_remark("@ (at)") == "@"
    assert without_remark("main()") == "main()"


def test_a_key_keeps_the_marks_of_vowels() -> None:
    assert name_key("हिन्दी_खोज") == "हिन्दीखोज"
    assert identifier_parts("हिन्दी_खोज") == ("हिन्दी", "खोज")
