"""Signatures taken apart: Python's and C's, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.documents.parameter import MAX_PARAMETERS
from castalia.documents.signature import MAX_LENGTH, Signature, parse_signature


def taken_apart(text: str, domain: str = "py") -> Signature:
    """Take a signature apart that bears no name."""
    return parse_signature(text, name="", anchor="", domain=domain)


def parameters(text: str, domain: str = "py") -> list[tuple[str, str, str | None, str]]:
    """Give name, kind, default and annotation of each parameter."""
    found = taken_apart(text, domain).parameters
    assert found is not None
    return [(each.name, each.kind, each.default, each.annotation) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("boil()", []),
        ("boil(litres)", [("litres", "positional or keyword", None, "")]),
        ("boil(litres=1)", [("litres", "positional or keyword", "1", "")]),
        (
            "class kettle.Boiler(a, /, b, *, c=None)",
            [
                ("a", "positional-only", None, ""),
                ("b", "positional or keyword", None, ""),
                ("c", "keyword-only", "None", ""),
            ],
        ),
        (
            "f(*args: int, key, **kwargs)",
            [
                ("args", "variadic positional", None, "int"),
                ("key", "keyword-only", None, ""),
                ("kwargs", "variadic keyword", None, ""),
            ],
        ),
        (
            "f(a: dict[str, int] = {'x': 1, 'y': [2]}, b=',')",
            [
                ("a", "positional or keyword", "{'x': 1, 'y': [2]}", "dict[str, int]"),
                ("b", "positional or keyword", "','", ""),
            ],
        ),
        (
            "iter(object[, sentinel])",
            [("object", "positional or keyword", None, ""), ("sentinel", "positional or keyword", "", "")],
        ),
        (
            "subwin([lines, columns, ]y, x)",
            [
                ("lines", "positional or keyword", "", ""),
                ("columns", "positional or keyword", "", ""),
                ("y", "positional or keyword", None, ""),
                ("x", "positional or keyword", None, ""),
            ],
        ),
        (
            "pad(a[, b[, c]])",
            [
                ("a", "positional or keyword", None, ""),
                ("b", "positional or keyword", "", ""),
                ("c", "positional or keyword", "", ""),
            ],
        ),
        ("join(sep=')')", [("sep", "positional or keyword", "')'", "")]),
        ("class Box[T](item: T)", [("item", "positional or keyword", None, "T")]),
        ("later(...)", [("...", "variadic positional", None, "")]),
    ],
)
def test_parameters_of_python_are_told_apart(text: str, expected: list[tuple[str, str, str | None, str]]) -> None:
    assert parameters(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("boil(litres) → bool", "bool"),
        ("boil(litres) -> dict[str, int]", "dict[str, int]"),
        ("boil(litres)", ""),
        ("kettle.MAX: int = 5", "int"),
        ("kettle.MAX", ""),
    ],
)
def test_what_is_returned_or_held_is_read(text: str, expected: str) -> None:
    assert taken_apart(text).returns == expected


@pytest.mark.parametrize(
    ("text", "returns", "expected"),
    [
        ("Teapot *Teapot_New(void)", "Teapot *", []),
        (
            "int Teapot_Pour(Teapot *pot, const char *cup, ...)",
            "int",
            [("pot", "Teapot *"), ("cup", "const char *"), ("...", "")],
        ),
        ("TEA_MAX(a, b)", "", [("a", ""), ("b", "")]),
        (
            "int (*visit)(Teapot *self, void (*each)(int), char name[8])",
            "int",
            [("self", "Teapot *"), ("each", "void (*each)(int)"), ("name", "char[8]")],
        ),
    ],
)
def test_declarations_in_c_are_read(text: str, returns: str, expected: list[tuple[str, str]]) -> None:
    assert taken_apart(text, "c").returns == returns
    assert [(name, annotation) for name, _, _, annotation in parameters(text, "c")] == expected


def test_what_cannot_be_called_has_no_parameters() -> None:
    assert taken_apart("kettle.MAX_LITRES").parameters is None
    assert taken_apart("int Teapot.litres", "c").parameters is None
    assert taken_apart("-m <module>", "std").parameters is None


@given(st.text(alphabet="ab ,:=*/[](){}'\"→-.\\", max_size=60), st.sampled_from(["py", "c", "js", "std"]))
def test_no_signature_is_refused(text: str, domain: str) -> None:
    assert taken_apart(text, domain).text == text


@pytest.mark.parametrize("piece", ["[", "(", "'", "\\'", "a,", "a[,", "[a", "*", " ", "=:"])
@pytest.mark.parametrize("domain", ["py", "c"])
def test_an_odd_signature_takes_no_longer_than_a_plain_one(piece: str, domain: str) -> None:
    text = f"f({piece * MAX_LENGTH}"[:MAX_LENGTH]
    started = time.process_time()
    found = taken_apart(text, domain)
    assert time.process_time() - started < 1
    assert len(found.parameters or ()) <= MAX_PARAMETERS


def test_a_signature_without_end_is_shown_and_not_taken_apart() -> None:
    assert taken_apart(f"f({'a,' * MAX_LENGTH})").parameters is None
