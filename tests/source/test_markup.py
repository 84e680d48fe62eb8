"""Pages: bytes become text, or the page is named and left out."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from castalia.errors import DocumentError
from castalia.source.markup import decode_markup, read_markup

if TYPE_CHECKING:
    from pathlib import Path


def declaring(character_set: str, text: str) -> str:
    """Give a page that declares a character set."""
    return f'<html><head><meta charset="{character_set}"></head><p>{text}</p></html>'


def test_a_page_is_utf_8_without_its_byte_order_mark() -> None:
    assert decode_markup(b"\xef\xbb\xbf<p>gr\xc3\xbcn</p>", path="a.html") == "<p>grün</p>"


@pytest.mark.parametrize("character_set", ["iso-8859-1", "windows-1252", "shift_jis", "koi8-r", "gb18030", "euc-kr"])
def test_the_declared_character_set_is_tried_next(character_set: str) -> None:
    text = {"iso-8859-1": "grün", "windows-1252": "grün", "koi8-r": "сад", "euc-kr": "정원"}.get(character_set, "庭園")
    page = declaring(character_set, text)

    assert decode_markup(page.encode(character_set), path="a.html") == page


def test_the_older_declaration_counts_too() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>grün</p>'

    assert decode_markup(page.encode("iso-8859-1"), path="a.html") == page


@pytest.mark.parametrize(
    "character_set", ["zlib_codec", "unicode_escape", "idna", "punycode", "rot13", "no-such", "utf-7"]
)
def test_a_forged_character_set_is_not_used(character_set: str) -> None:
    with pytest.raises(DocumentError, match=r"library/a\.html is not UTF-8, declares no other character set"):
        decode_markup(declaring(character_set, "").encode() + b"\xff", path="library/a.html")


def test_a_page_that_is_not_what_it_declares_is_named() -> None:
    with pytest.raises(DocumentError, match=r"a\.html is neither UTF-8 nor shift_jis"):
        decode_markup(declaring("shift_jis", "").encode() + b"\xff\xff", path="a.html")


def test_a_page_with_nul_bytes_is_not_text() -> None:
    with pytest.raises(DocumentError, match=r"a\.html is not text"):
        decode_markup(b"<p>\0</p>", path="a.html")


def test_a_page_over_the_limit_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(b"x" * 101)

    with pytest.raises(DocumentError, match=r"library/a\.html is larger than 100 bytes"):
        read_markup(file, path="library/a.html", limit=100)


def test_a_page_at_the_limit_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(b"x" * 100)

    assert read_markup(file, path="a.html", limit=100) == "x" * 100


def test_a_compressed_page_is_bounded_by_its_unpacked_size(tmp_path: Path) -> None:
    file = tmp_path / "a.html.gz"
    file.write_bytes(gzip.compress(b"x" * 1_000_000))

    with pytest.raises(DocumentError, match="larger than 1,000 bytes"):
        read_markup(file, path="a.html", limit=1000)


# What is compressed holds the time: a name made of it would be another one in each process of the tests.
@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(b"<p>cut off</p>" * 99)[:-20]], ids=["no gzip", "cut off"]
)
def test_a_damaged_compressed_page_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.html.gz"
    file.write_bytes(content)

    with pytest.raises(DocumentError, match=r"library/a\.html cannot be read"):
        read_markup(file, path="library/a.html", limit=10_000)
