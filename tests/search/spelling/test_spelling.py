"""What is misspelt finds what was meant, and says so; what is not is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.query.parse import parse
from castalia.search.search import search
from castalia.search.spelling.correction import correct
from castalia.search.spelling.vocabulary import make_speller
from castalia.text.identifiers import name_key, partial_names

if TYPE_CHECKING:
    from castalia.database.database import Database
    from castalia.search.results import Results

pytestmark = pytest.mark.anyio

NAMES = (
    "asyncio.gather",
    "collections.deque",
    "ctypes.GetLastError",
    "ctypes.get_last_error",
    "decimal.Context.create_decimal_from_float",
    "http.cookies.Morsel.expires",
    "len",
    "reprlib.Repr",
    "reprlib.repr",
    "str.encode",
    "tracemalloc.Snapshot.filter_traces",
    "wave",
)
FREQUENCIES = {
    "array": 90,
    "create": 90,
    "decimal": 50,
    "decode": 40,
    "difference": 40,
    "float": 100,
    "form": 30,
    "from": 900,
    "none": 500,
    "overwrite": 9,
    "str": 300,
    "struct": 40,
    "unicode": 80,
}
SPELLER = make_speller(
    [(name_key(part), parts, name, "py:function") for name in NAMES for parts, part in partial_names(name)],
    FREQUENCIES,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("asyncio.gahter", "asyncio.gather"),
        ("asyncoi.gahter", "asyncio.gather"),
        ("Snpshot.filter_traces", "Snapshot.filter_traces"),
        ("http.cookies.Morsel.expirs", "http.cookies.Morsel.expires"),
        ("decimal.Context.create_decimal_form_float", "decimal.Context.create_decimal_from_float"),
        ("asyncio gahter", "asyncio.gather"),
        ("python dequeu", "deque"),
        ("ctypes.ge_last_error", "ctypes.get_last_error"),
        ("ctypes.GtLastError", "ctypes.GetLastError"),
        ("replib.repr", "reprlib.repr"),
        ("replib.Repr", "reprlib.Repr"),
        ("wve", "wave"),
        ("lne", "len"),
        ("differnce of decimal and float", "difference of decimal and float"),
        ("what is uniccode", "what is unicode"),
        ("strcut, array", "struct, array"),
        ("how does asyncio.gahter work", "how does asyncio.gather work"),
    ],
)
def test_a_typo_is_corrected(typed: str, meant: str) -> None:
    assert correct(parse(typed), SPELLER, FREQUENCIES) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "form",
        "str.decode",
        "how to make a nonce",
        "my_wave.encode(x)",
        "unicodes and arrays",
        "lxn in sentences",
        ":==",
        "%z",
        "-x",
        "4o4",
        "xyzzyplugh",
        '"differnce"',
        "how to do it in pythn3.12",
    ],
)
def test_what_is_known_or_too_far_from_anything_is_left_alone(typed: str) -> None:
    assert correct(parse(typed), SPELLER, FREQUENCIES) is None


async def answer(database: Database, text: str, *, verbatim: bool = False) -> Results:
    """Give the answer of the handbook."""
    async with database.read_session() as session:
        return await search(session, text, verbatim=verbatim)


@pytest.mark.parametrize(
    ("typed", "meant", "path"),
    [
        ("kettle.biol", "kettle.boil", "library/kettle.html#kettle.boil"),
        ("Boiler.swich_of", "Boiler.switch_off", "library/kettle.html#kettle.Boiler.switch_off"),
        ("--whistel", "--whistle", "using/command-line.html#cmdoption-teapot-w"),
        ("smovar", "samovar", "glossary.html#term-samovar"),
    ],
)
async def test_a_misspelt_name_finds_what_was_meant(indexed: Database, typed: str, meant: str, path: str) -> None:
    found = await answer(indexed, typed)

    assert found.query == typed
    assert found.corrected == meant
    assert found.results[0].path == path


async def test_what_was_typed_can_be_insisted_on(indexed: Database) -> None:
    found = await answer(indexed, "smovar", verbatim=True)

    assert found.corrected is None
    assert "glossary.html#term-samovar" not in {result.path for result in found.results}


@pytest.mark.parametrize("text", ["kettle.boil", "KETTLE BOIL", "boiling", "steep", "-m", "water", "xyzzy plugh"])
async def test_a_word_that_exists_is_never_corrected(indexed: Database, text: str) -> None:
    assert (await answer(indexed, text)).corrected is None
