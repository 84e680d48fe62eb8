"""Inventories: what an honest one declares, and how a forged one is refused."""

from __future__ import annotations

import zlib

import pytest

from castalia.errors import SourceError
from castalia.source.inventory import InventoryEntry, read_inventory
from castalia.source.limits import Limits
from tests.source.documentation import inventory_bytes


def entry(line: str) -> InventoryEntry:
    """Read an inventory of one line."""
    (found,) = read_inventory(inventory_bytes(f"{line}\n"), location="objects.inv").entries
    return found


def names(lines: str) -> list[str]:
    """Read the names that an inventory declares."""
    return [found.name for found in read_inventory(inventory_bytes(lines), location="objects.inv").entries]


def test_a_dollar_sign_stands_for_the_name() -> None:
    found = entry("os.walk py:function 1 library/os.html#$ -")

    assert found == InventoryEntry("os.walk", "py:function", "library/os.html", "os.walk", "os.walk")


def test_a_dash_stands_for_the_name_and_anything_else_is_the_title() -> None:
    found = entry("tut-fp std:label -1 tutorial/floatingpoint.html#$ Floating-Point Arithmetic:  Issues")

    assert found.title == "Floating-Point Arithmetic:  Issues"


def test_a_name_may_hold_blanks() -> None:
    found = entry("Zen of Python std:term -1 glossary.html#term-Zen-of-Python -")

    assert (found.name, found.anchor) == ("Zen of Python", "term-Zen-of-Python")


def test_a_page_without_an_anchor_has_an_empty_one() -> None:
    assert entry("about std:doc -1 about.html About this documentation").anchor == ""


def test_a_folder_address_means_its_index() -> None:
    assert entry("about std:doc -1 about/ About").path == "about/index.html"


def test_a_quoted_path_names_the_file() -> None:
    assert entry("a std:doc -1 two%20words.html A").path == "two words.html"


def test_project_and_version_come_from_the_header() -> None:
    inventory = read_inventory(inventory_bytes(project="Garden Tools", version="2.1"), location="objects.inv")

    assert (inventory.project, inventory.version) == ("Garden Tools", "2.1")


def test_entries_keep_their_order_and_come_once() -> None:
    assert names("b py:data 1 a.html#$ -\na py:data 1 a.html#$ -\nb py:data 1 a.html#$ -\n") == ["b", "a"]


@pytest.mark.parametrize(
    "address",
    [
        "../a.html#$",
        "/etc/passwd#$",
        "//host/a.html",
        "a/%2e%2e/%2e%2e/b.html",
        "https://example.org/a.html",
        "javascript:alert(1)",
        "C:/a.html",
        "a\\..\\b.html",
        "a%00.html",
        "a//b.html",
    ],
)
def test_entries_that_leave_the_documentation_are_dropped(address: str) -> None:
    assert names(f"bad py:data 1 {address} -\ngood py:data 1 a.html#$ -\n") == ["good"]


@pytest.mark.parametrize(
    "line",
    ["", "# a comment", "no declaration", "name role-without-domain 1 a.html -", "x py:data one a.html -", "\x07 " * 9],
)
def test_lines_that_declare_nothing_are_dropped(line: str) -> None:
    assert names(f"{line}\ngood py:data 1 a.html#$ -\n") == ["good"]


def test_a_line_of_blanks_takes_no_time_and_gives_nothing() -> None:
    assert names(f"a{' ' * 8000}\n" * 500 + f"{'a:' * 4000}\n" * 500) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "begins with ''"),
        (b"<!DOCTYPE html><title>Not found</title>", "begins with '<!DOCTYPE html>"),
        (b"# Sphinx inventory version 1\n# Project: a\n# Version: 1\n", "inventory version 1"),
        (b"# Sphinx inventory version 2\n# Project: a\n# Version: 1\n", "no complete header"),
        (b"# Sphinx inventory version 2\n# Project: a\n# Version: 1\n# plain\nx", "no complete header"),
        (b"# Sphinx inventory version 2\n# Project: \xff\n# Version: 1\n# zlib\nx", "not UTF-8"),
        (inventory_bytes()[:-9], "ends too early"),
        (inventory_bytes().rpartition(b"zlib.\n")[0] + b"zlib.\n" + b"garbage" * 9, "is damaged"),
        (inventory_bytes().rpartition(b"zlib.\n")[0] + b"zlib.\n" + zlib.compress(b"\xff\xfe"), "not UTF-8"),
    ],
)
def test_what_is_no_whole_inventory_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=f"^garden.zip.*{reason}"):
        read_inventory(content, location="garden.zip")


def test_a_forged_inventory_that_unpacks_to_too_much_is_refused() -> None:
    bomb = inventory_bytes("a" * 5_000_000)

    with pytest.raises(SourceError, match=r"objects\.inv unpacks to more than 1,000,000 bytes"):
        read_inventory(bomb, location="objects.inv", limits=Limits(inventory_bytes=1_000_000))


def test_an_inventory_of_too_many_names_is_refused() -> None:
    many = inventory_bytes("a py:data 1 a.html -\n" * 11)

    with pytest.raises(SourceError, match="more than 10 names"):
        read_inventory(many, location="objects.inv", limits=Limits(inventory_entries=10))
