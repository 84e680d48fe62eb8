"""The names that examples use are those that Python would look up."""

from __future__ import annotations

import pytest

from castalia.documents.used_names import MAX_NAMES, NameReader


def used(code: str, **known: str) -> tuple[str, ...] | None:
    """Give the names that a first block of a page uses."""
    return NameReader(known).read(code, prompted=">>>" in code or "In [" in code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os.path\nos.path.join('a', b)", ("os.path", "os.path.join")),
        ("import asyncio as aio\naio.run(main())", ("asyncio", "asyncio.run")),
        ("from pathlib import Path as P\nP.home()", ("pathlib.Path", "pathlib.Path.home")),
        ("from tea import *", ("tea",)),
        ("from . import tea\n", ()),
        ("print(len(x))", ("print", "len")),
        ("'abc'.join(parts)", ("str.join",)),
        ("[].append(1)", ("list.append",)),
        ("from tea import Cup\ncup = Cup()\ncup.drink()", ("tea.Cup", "tea.Cup.drink")),
        ("import tea\nwith tea.Pot() as pot:\n    pot.pour()", ("tea", "tea.Pot", "tea.Pot.pour")),
        ("def f(x):\n    return x.y + x.z()\n", ()),
        ("tea.pour(cup)", ("tea.pour",)),
        ("@functools.cache\ndef f(): ...", ("functools.cache",)),
        ("    indented.call()", ("indented.call",)),
        ("async with asyncio.timeout(1):\n    await asyncio.sleep(2)", ("asyncio.timeout", "asyncio.sleep")),
        ("print('\\d')", ("print",)),
        ("1 +", None),
        ("a\0b", None),
        ("(" * 5_000, None),
    ],
)
def test_names_are_resolved(code: str, expected: tuple[str, ...] | None) -> None:
    assert used(code) == expected


def test_prompts_are_read_and_answers_are_not() -> None:
    code = ">>> import tea\n>>> for cup in cups:\n...     tea.pour(cup)\n...\nos.walk\n>>> tea.lid\n'on'"

    assert used(code) == ("tea", "tea.pour", "tea.lid")


def test_prompts_of_ipython_are_read() -> None:
    assert used("In [1]: import tea\n\nIn [2]: tea.pour(\n   ...:     1)\nOut[2]: os.walk") == ("tea", "tea.pour")


def test_one_broken_statement_of_a_session_spoils_no_other() -> None:
    assert used(">>> tea.pour(\nSyntaxError\n>>> tea.lid()") == ("tea.lid",)


def test_a_later_block_builds_on_an_earlier_one() -> None:
    reader = NameReader({})
    reader.read("from tea import Cup\ncup = Cup()", prompted=False)

    assert reader.read("cup.drink(); Cup.wash()", prompted=False) == ("tea.Cup.drink", "tea.Cup.wash")


def test_the_names_of_the_page_need_no_import() -> None:
    assert used("batched('ABC', 2)", batched="itertools.batched") == ("itertools.batched",)


def test_what_a_block_may_use_is_bounded() -> None:
    assert len(used("\n".join(f"tea.n{number}()" for number in range(1_000))) or ()) == MAX_NAMES
    assert used("a" + ".b" * 4_000) in {(), None}
