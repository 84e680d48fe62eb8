"""Pasted code gives the names that it is about."""

from __future__ import annotations

import pytest

from castalia.query.code import names_in_code


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("os.path.join(a, b)", ("os.path.join",)),
        ("from collections import OrderedDict", ("collections.OrderedDict",)),
        ("from os.path import (join, split as s)", ("os.path.join", "os.path.split")),
        ("from tkinter import *", ("tkinter",)),
        ("import os.path as p", ("os.path",)),
        ("import os, sys", ("os", "sys")),
        ('"abc".removeprefix(', ("str.removeprefix", "removeprefix")),
        ("b'abc'.hex()", ("bytes.hex", "hex")),
        ("[].append", ("list.append", "sequence append", "append")),
        ("{}.items()", ("dict.items", "items")),
        ("{1, 2}.union", ("set.union", "frozenset union", "union")),
        ("().count(1)", ("tuple.count", "sequence count", "count")),
        ("(5).bit_length()", ("int.bit_length", "bit_length")),
        ("1.5.hex()", ("float.hex", "hex")),
        ("@functools.cache", ("functools.cache",)),
        ("@app.get('/')", ("app.get",)),
        ("x = os.getcwd()", ("os.getcwd", "getcwd")),
        ("my_list.append(x)", ("my_list.append", "append")),
        ("x: int = int('1')", ("int",)),
        ("with open('f') as file:", ("open",)),
        ("await asyncio.sleep(1)", ("asyncio.sleep", "sleep")),
        (">>> Path('f').read_text()", ("Path.read_text", "Path")),
        ("f(g(1), [2]).close()", ("f.close", "f")),
    ],
)
def test_code_gives_the_names_it_uses(code: str, names: tuple[str, ...]) -> None:
    assert names_in_code(code) == names


@pytest.mark.parametrize(
    "text", ["", "sort a list", "import a list from a file", "from a to b", "x == y", "a (b)", ":="]
)
def test_a_sentence_is_no_code(text: str) -> None:
    assert names_in_code(text) == ()
