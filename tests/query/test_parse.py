"""A query is understood: a table of what is typed and what it means."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from castalia.query.parse import MAX_WORDS, parse
from castalia.query.query import Intent

MAX_SECONDS = 0.5
"""A query takes a thousandth of this; a pattern that tries everything takes longer than anybody waits."""


@pytest.mark.parametrize(
    ("text", "keys", "words"),
    [
        ("with", ("with",), ["with"]),
        ("is", ("is",), ["is"]),
        ("os.path.join(a, b)", ("ospathjoin",), ["os.path.join"]),
        ("from collections import OrderedDict", ("collectionsordereddict",), ["collections", "ordereddict"]),
        ("import path", ("path", "importpath"), ["path"]),
        ('"abc".removeprefix(', ("strremoveprefix", "removeprefix"), ["abc", "removeprefix"]),
        ("@functools.cache", ("functoolscache",), ["functools.cache"]),
        ("asyncio taskgroup", ("asynciotaskgroup",), ["asyncio", "taskgroup"]),
        ("how to read a file in python", ("howtoreadafileinpython", "howtoreadafile"), ["read", "file"]),
        ("how to use zip in python 3", ("howtousezipinpython3", "howtousezip", "zip"), ["zip"]),
        ("what is with", ("whatiswith", "with"), ["what", "is", "with"]),
        ("python json dumps", ("pythonjsondumps", "jsondumps"), ["json", "dumps"]),
        (":=", (":=",), [":="]),
        ("-m", ("-m",), ["-m"]),
        ("python -m venv", ("pythonmvenv", "-mvenv", "venv"), ["-m", "venv"]),
        ("python -W error", ("pythonwerror", "-werror", "-w"), ["-w", "error"]),
        ("*args", ("*args", "*functiondefinition", "*infunctioncalls"), ["*", "args", "function", "definition"]),
        ("a[::2]", ("slicing", ":slicing"), ["2", "slicing"]),
        ("“file object”", ("fileobject",), ["file", "object"]),
        ("KeyError: 'tea'", ("keyerror",), ["keyerror"]),
        ("sort -list in:library", ("sort",), ["sort"]),
        ("404", ("404", "httphttpstatus", "httpstatuscodes"), ["404"]),
        ("http error 404", ("httperror404", "httphttpstatus", "httpstatuscodes"), ["http", "error", "404"]),
        ("[Errno 13]", ("errno13", "errnoeacces"), ["errno", "13"]),
        ("errno 9999", ("errno9999",), ["errno", "9999"]),
        ("-X importtime", ("-ximporttime", "-x"), ["-x", "importtime"]),
        ("python docs for itertools", ("pythondocsforitertools", "docsforitertools", "itertools"), ["itertools"]),
        ("1_000", ("integerliterals", "integerliteral"), ["1_000", "integer", "literals"]),
        ("[]", ("[]", "listdisplays"), ["[]", "list", "displays"]),
        ("is vs ==", (), ["is", "=="]),
        ("difference between a list and a tuple", (), ["list", "tuple"]),
        ("what's new in 3.13", ("whatsnewin313", "whatsnewinpython313"), ["s", "new", "3.13"]),
        ("deprecated in 3.12", ("deprecatedin312",), ["deprecated", "3.12", "s", "new"]),
        ("zipfile in 3.13", ("zipfilein313",), ["zipfile", "3.13"]),
        ("", (), []),
        ("   ", (), []),
        ("\0with\0", ("with",), ["with"]),
    ],
)
def test_a_query_is_understood(text: str, keys: tuple[str, ...], words: list[str]) -> None:
    query = parse(text)

    assert query.keys == keys
    assert [word[0] for word in query.words] == words


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("os.path.join", Intent.NAME, ("os.path.join",)),
        ("__getattr__", Intent.NAME, ("__getattr__",)),
        ("PYTHONPATH", Intent.NAME, ("PYTHONPATH",)),
        ("404", Intent.NAME, ("404",)),
        ("python TaskGroup", Intent.NAME, ("TaskGroup",)),
        ("how does asyncio.gather work", Intent.QUESTION, ("asyncio.gather",)),
        ("walk a directory tree", Intent.QUESTION, ()),
        ("import os.path as p", Intent.CODE, ("os.path",)),
        ("[].append", Intent.CODE, ("list.append", "append")),
        ("->", Intent.OPERATOR, ("->",)),
        ("x if y else z", Intent.OPERATOR, ("conditional expression",)),
        ("a = b if c else d", Intent.OPERATOR, ("conditional expression",)),
        ("{1, 2}.union(", Intent.CODE, ("set.union", "union")),
        ("DeprecationWarning: utc.now() is old", Intent.ERROR, ("DeprecationWarning", "utc.now")),
        ("--check-hash-based-pycs", Intent.OPERATOR, ("--check-hash-based-pycs",)),
        ("lambda x: x", Intent.OPERATOR, ("lambda", "lambda expression")),
        ("AttributeError: module 'asyncio' has no attribute 'run'", Intent.ERROR, ("AttributeError", "asyncio.run")),
        ("list vs. tuple", Intent.COMPARISON, ("list", "tuple")),
        ("os.path vs pathlib", Intent.COMPARISON, ("os.path", "pathlib")),
        ("vs code", Intent.QUESTION, ()),
        ("", Intent.QUESTION, ()),
    ],
)
def test_what_was_understood_is_told(text: str, intent: Intent, names: tuple[str, ...]) -> None:
    understood = parse(text).understood

    assert understood.intent is intent
    assert understood.names == names


@pytest.mark.parametrize(
    ("text", "singulars"),
    [
        ("type hints", ("typehint",)),
        ("f-strings", ("fstring",)),
        ("ufo class", ()),
        ("hints", ()),
        ("os.environs", ()),
    ],
)
def test_several_words_in_the_plural_are_also_looked_for_in_the_singular(text: str, singulars: tuple[str, ...]) -> None:
    assert parse(text).singulars == singulars


def test_an_abbreviation_is_also_looked_for_as_what_it_is_short_for() -> None:
    env, variables = parse("env vars").words

    assert env == ("env", "environment", "environ")
    assert "variables" in variables


def test_an_abbreviation_alone_is_taken_at_its_word() -> None:
    assert parse("args").words == (("args", "arg"),)


def test_noise_is_told_as_ignored() -> None:
    assert parse("how to sort a list").understood.ignored == ("how", "to", "a")


def test_names_are_looked_for_among_the_words() -> None:
    query = parse("example of asyncio TaskGroup please")

    assert "asynciotaskgroup" in query.phrases
    assert "of" not in query.phrases


def test_what_an_error_mentions_is_looked_for_as_a_name() -> None:
    assert parse("AttributeError: module 'asyncio' has no attribute 'run'").keys == ("asynciorun",)


@pytest.mark.parametrize(
    "text", ["with", ":=", "%s", "404", '"exact"', "KeyError: 'x'", "python3", "in:library", "-lst"]
)
def test_noise_operators_numbers_and_quotes_are_not_spelt(text: str) -> None:
    assert parse(text).tokens == ()


@given(st.text(max_size=500))
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)

    assert len(query.words) <= MAX_WORDS
    assert all(query.keys)
    assert all(query.text[token.start : token.end] == token.text for token in query.tokens)


PIECES = st.sampled_from(
    [
        *" a._([{\"'\\/:=*%-1,\n",
        *("Error: ", "import ", "how to ", "in python ", "as ", "f'", 'File "', "x.py", " for x in y"),
        "Traceback (most recent call last)",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4), st.lists(PIECES, max_size=20))
def test_no_query_takes_long(repeated: list[str], rest: list[str]) -> None:
    text = ("".join(repeated) * 500)[:480] + "".join(rest)

    started = time.process_time()
    parse(text[:500])

    assert time.process_time() - started < MAX_SECONDS
